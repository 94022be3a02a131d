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
		fmt.Fprintln(os.Stderr, "usage: client HOST PORT")
		os.Exit(2)
	}
	address := net.JoinHostPort(os.Args[1], os.Args[2])
	conn, err := net.Dial("tcp", address)
	check(err)
	defer conn.Close()
	// ANCHOR: send
	go func() {
		_, err := io.Copy(conn, os.Stdin)
		check(err)
		check(conn.(*net.TCPConn).CloseWrite())
	}()
	// ANCHOR_END: send
	// ANCHOR: receive
	_, err = io.Copy(os.Stdout, conn)
	check(err)
	// ANCHOR_END: receive
}
