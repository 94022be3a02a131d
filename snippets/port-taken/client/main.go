package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	// ANCHOR: dial
	first, err := net.Dial("tcp", "127.0.0.1:5432")
	if err == nil {
		_, err = io.ReadFull(first, make([]byte, len("ready")))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, ip := range []string{
		"127.0.0.1", "127.0.0.2", "127.0.0.3", "::1"} {
		to := net.JoinHostPort(ip, "5432")
		conn, err := net.Dial("tcp", to)
		if err != nil {
			fmt.Println("no:", err)
			continue
		}
		fmt.Println("connected to", conn.RemoteAddr())
	}
	// ANCHOR_END: dial
}
