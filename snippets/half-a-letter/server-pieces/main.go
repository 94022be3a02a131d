package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"unicode/utf8"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	// ANCHOR: read
	buf := make([]byte, 8)
	for {
		n, err := conn.Read(buf)
		if err == io.EOF {
			break
		}
		check(err)
		part := buf[:n]
		fmt.Printf("%q text: %t\n", part, utf8.Valid(part))
	}
	// ANCHOR_END: read
}
