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
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	conn, err := net.ListenPacket("udp", os.Args[1])
	check(err)
	// ANCHOR: answer
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		check(err)
		fmt.Printf("got %q, answer it\n", buf[:n])
		_, err = conn.WriteTo([]byte("And to you!"), from)
		check(err)
	}
	// ANCHOR_END: answer
}
