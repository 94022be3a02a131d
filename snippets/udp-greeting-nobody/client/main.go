package main

import (
	"fmt"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client HOST PORT")
		os.Exit(2)
	}
	to := net.JoinHostPort(os.Args[1], os.Args[2])
	// ANCHOR: send
	conn, err := net.Dial("udp", to)
	check(err)
	n, err := conn.Write([]byte("Good morning!"))
	check(err)
	fmt.Println("sent", n, "bytes to", conn.RemoteAddr())
	// ANCHOR_END: send
	check(conn.Close())
}
