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

// ANCHOR: receive
// receive is wrong: it takes a short read for the end.
func receive(conn net.Conn) ([]byte, error) {
	var message []byte
	buf := make([]byte, 8)
	for {
		n, err := conn.Read(buf)
		message = append(message, buf[:n]...)
		if err != nil && err != io.EOF {
			return message, err
		}
		if n < len(buf) {
			return message, nil
		}
	}
}

// ANCHOR_END: receive
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		message, err := receive(conn)
		check(err)
		fmt.Printf("message: %q\n", message)
		size := len(message)
		_, err = fmt.Fprintf(conn, "got %d bytes\n", size)
		check(err)
		check(conn.Close())
	}
}
