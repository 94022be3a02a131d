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
	// ANCHOR: bind
	conn, err := net.ListenPacket("udp", os.Args[1])
	check(err)
	here := fmt.Sprint("here is ", conn.LocalAddr())
	// ANCHOR_END: bind
	buf := make([]byte, 1500)
	for {
		_, from, err := conn.ReadFrom(buf)
		check(err)
		_, err = conn.WriteTo([]byte(here), from)
		check(err)
	}
}
