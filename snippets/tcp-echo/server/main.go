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

// ANCHOR: echo
func echo(conn net.Conn) error {
	defer conn.Close()
	fmt.Println("client connected to", conn.LocalAddr())
	buf := make([]byte, 32)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return err // io.EOF when the client is done
		}
		fmt.Printf("read %d bytes: %q\n", n, buf[:n])
		if _, err := conn.Write(buf[:n]); err != nil {
			return err
		}
	}
}

// ANCHOR_END: echo
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	// ANCHOR: accept
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		if err := echo(conn); err != io.EOF {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	// ANCHOR_END: accept
}
