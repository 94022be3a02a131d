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
	// ANCHOR: main
	sock, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	defer sock.Close()
	peer, err := net.ResolveUDPAddr("udp", os.Args[1])
	check(err)
	limit := time.Now().Add(500 * time.Millisecond)
	check(sock.SetDeadline(limit))
	n, err := sock.WriteTo([]byte("anybody there?"), peer)
	fmt.Println("write:", n, err)
	_, _, err = sock.ReadFrom(make([]byte, 100))
	fmt.Println(err)
	// ANCHOR_END: main
}
