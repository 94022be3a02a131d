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

func answer(conn net.Conn) error {
	defer conn.Close()
	characters, bytes := 0, 0
	buf := make([]byte, 8)
	for {
		n, err := conn.Read(buf)
		if err != nil && err != io.EOF {
			return err
		}
		characters += utf8.RuneCount(buf[:n])
		bytes += n
		if n < len(buf) {
			break
		}
	}
	_, err := fmt.Fprintf(conn, "%d characters, %d bytes\n",
		characters, bytes)
	return err
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		if err := answer(conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
