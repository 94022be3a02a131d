package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

// ANCHOR: echo
func echo(address, message string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Println("connected to", conn.RemoteAddr())
	if _, err := io.WriteString(conn, message); err != nil {
		return err
	}
	reply := make([]byte, len(message))
	n, err := io.ReadFull(conn, reply)
	fmt.Printf("got %d bytes: %q\n", n, reply[:n])
	return err
}

// ANCHOR_END: echo
func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: client HOST PORT TEXT")
		os.Exit(2)
	}
	address := net.JoinHostPort(os.Args[1], os.Args[2])
	if err := echo(address, os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
