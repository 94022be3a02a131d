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

// ANCHOR: serve
func serve(name string, conn net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		check(err)
		fmt.Printf("%s: %q from %v\n", name, buf[:n], from)
		_, err = conn.WriteTo([]byte("Got it."), from)
		check(err)
	}
}

// ANCHOR_END: serve
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	// ANCHOR: bind
	four, err := net.ListenPacket("udp4", ":"+os.Args[1])
	check(err)
	six, err := net.ListenPacket("udp6", ":"+os.Args[1])
	check(err)
	go serve("IPv4", four)
	serve("IPv6", six)
	// ANCHOR_END: bind
}
