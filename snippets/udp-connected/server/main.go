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
	// ANCHOR: main
	server, err := net.ListenPacket("udp", "127.0.0.1:1060")
	check(err)
	stranger, err := net.ListenPacket("udp", "127.0.0.1:666")
	check(err)
	buf := make([]byte, 100)
	for {
		n, client, err := server.ReadFrom(buf)
		check(err)
		fmt.Printf("asked %q by %v\n", buf[:n], client)
		_, err = stranger.WriteTo([]byte("42, really"), client)
		check(err)
		_, err = server.WriteTo([]byte("41"), client)
		check(err)
	}
	// ANCHOR_END: main
}
