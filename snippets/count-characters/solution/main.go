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
	text, err := io.ReadAll(conn)
	if err != nil {
		return err
	}
	if !utf8.Valid(text) {
		_, err = fmt.Fprintln(conn, "no text")
		return err
	}
	_, err = fmt.Fprintf(conn, "%d characters, %d bytes\n",
		utf8.RuneCount(text), len(text))
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
