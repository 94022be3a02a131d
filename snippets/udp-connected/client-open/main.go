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
	sock, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	defer sock.Close()
	server, err := net.ResolveUDPAddr("udp", "127.0.0.1:1060")
	check(err)
	_, err = sock.WriteTo([]byte("6 times 7?"), server)
	check(err)
	buf := make([]byte, 100)
	for range 2 {
		n, from, err := sock.ReadFrom(buf)
		check(err)
		fmt.Printf("%q from %v\n", buf[:n], from)
	}
	// ANCHOR_END: main
}
