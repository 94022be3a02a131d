package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client HOST PORT")
		os.Exit(2)
	}
	address := net.JoinHostPort(os.Args[1], os.Args[2])
	// ANCHOR: dial
	conn, err := net.Dial("tcp", address)
	if errors.Is(err, syscall.ECONNREFUSED) {
		fmt.Println("nobody listens at", address)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// ANCHOR_END: dial
	fmt.Println("connected to", conn.RemoteAddr())
	if err := conn.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
