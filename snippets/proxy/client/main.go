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
	// ANCHOR: ask
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	fmt.Println("this end is", conn.LocalAddr())
	_, err = io.WriteString(conn, "Good morning!")
	check(err)
	check(conn.(*net.TCPConn).CloseWrite())
	answer, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("%q\n", answer)
	// ANCHOR_END: ask
}
