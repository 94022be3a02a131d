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

// echo sends back what comes, until the client's stream ends.
func echo(conn net.Conn) error {
	defer conn.Close()
	buf := make([]byte, 16)
	for {
		n, err := conn.Read(buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := conn.Write(buf[:n]); err != nil {
			return err
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		if err := echo(conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}
