package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

// ANCHOR: serve
func serve(conn net.Conn) error {
	defer conn.Close()
	message := make([]byte, 16)
	n, err := io.ReadFull(conn, message)
	if err != nil {
		return fmt.Errorf("after %d octets: %w", n, err)
	}
	fmt.Printf("sixteen octets: %q\n", message)
	_, err = io.WriteString(conn, "Hello World!")
	return err
}

// ANCHOR_END: serve
func main() {
	// ANCHOR: main
	listener, err := net.Listen("tcp", ":1060")
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
		if err := serve(conn); err != nil {
			fmt.Println(err)
		} else {
			fmt.Println("answered and closed")
		}
	}
	// ANCHOR_END: main
}
