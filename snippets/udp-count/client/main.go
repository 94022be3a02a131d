package main

import (
	"fmt"
	"net"
	"os"
	"strings"
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
	buf := make([]byte, 1000)
	for _, size := range []int{5, 0, 60_000, 70_000} {
		message := strings.Repeat("x", size)
		_, err := sock.WriteTo([]byte(message), server)
		if err != nil {
			fmt.Println(err)
			continue
		}
		n, from, err := sock.ReadFrom(buf)
		check(err)
		fmt.Printf("from %v: %s\n", from, buf[:n])
	}
	// ANCHOR_END: main
}
