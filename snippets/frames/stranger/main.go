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

// Sends what it reads, and waits for what comes of it.
func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	_, err = io.Copy(conn, os.Stdin)
	check(err)
	// The server may have broken off by now. That is its right.
	conn.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, conn)
	check(conn.Close())
}
