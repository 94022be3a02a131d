package main

import (
	"bufio"
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

// ANCHOR: serve
func serve(conn net.Conn) error {
	defer conn.Close()
	in := bufio.NewReader(conn)
	start, err := in.Peek(4)
	fmt.Printf("begins with %q, %v\n", start, err)
	line, err := in.ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if string(start) == "GET " {
		_, err = fmt.Fprint(conn, "HTTP/1.0 200 OK\r\n\r\n")
	} else {
		_, err = fmt.Fprintf(conn, "Heard: %q\n", line)
	}
	return err
}

// ANCHOR_END: serve
func main() {
	listener, err := net.Listen("tcp", ":7000")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		if err := serve(conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
