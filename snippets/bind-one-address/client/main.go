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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	conn, err := net.Dial("udp", os.Args[1])
	check(err)
	_, err = io.WriteString(conn, "Who is there?")
	check(err)
	buf := make([]byte, 1500)
	n, err := conn.Read(buf)
	check(err)
	fmt.Printf("%s\n", buf[:n])
	check(conn.Close())
}
