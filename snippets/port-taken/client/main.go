package main

import (
	"fmt"
	"net"
)

func main() {
	// ANCHOR: dial
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
