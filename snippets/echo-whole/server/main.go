package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// ANCHOR: echo
func echo(conn net.Conn) error {
	defer conn.Close()
	limit := time.Now().Add(time.Minute)
	if err := conn.SetDeadline(limit); err != nil {
		return err
	}
	_, err := io.Copy(conn, conn)
	return err
}

// ANCHOR_END: echo
func main() {
	// ANCHOR: accept
	listener, err := net.Listen("tcp", ":7")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go func() {
			if err := echo(conn); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}()
	}
	// ANCHOR_END: accept
}
