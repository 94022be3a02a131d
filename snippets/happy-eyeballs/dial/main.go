package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: dial NAME PORT")
		os.Exit(2)
	}
	to := net.JoinHostPort(os.Args[1], os.Args[2])
	// ANCHOR: dial
	dialer := net.Dialer{
		FallbackDelay: 300 * time.Millisecond,
		Timeout:       2 * time.Second,
	}
	conn, err := dialer.Dial("tcp", to)
	check(err)
	fmt.Println("connected to", conn.RemoteAddr())
	// ANCHOR_END: dial
	check(conn.Close())
}
