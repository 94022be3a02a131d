package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client PEER LINE")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	_, err = io.WriteString(conn, os.Args[2])
	check(err)
	check(conn.(*net.TCPConn).CloseWrite())
	reply, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("%q\n", reply)
	check(conn.Close())
}
