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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	// ANCHOR: receive
	conn, err := net.ListenPacket("udp", ":"+os.Args[1])
	check(err)
	buf := make([]byte, 1500)
	for range 2 {
		n, from, err := conn.ReadFrom(buf)
		check(err)
		fmt.Printf("%d bytes from %v: %q\n", n, from, buf[:n])
	}
	// ANCHOR_END: receive
	check(conn.Close())
}
