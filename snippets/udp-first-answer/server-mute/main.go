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
		fmt.Fprintln(os.Stderr, "usage: server-mute IP:PORT")
		os.Exit(2)
	}
	conn, err := net.ListenPacket("udp", os.Args[1])
	check(err)
	buf := make([]byte, 1500)
	for {
		n, _, err := conn.ReadFrom(buf)
		check(err)
		fmt.Printf("got %q, say nothing\n", buf[:n])
	}
}
