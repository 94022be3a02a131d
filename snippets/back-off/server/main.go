package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	// ANCHOR: main
	drop, err := strconv.Atoi(os.Args[2])
	check(err)
	sock, err := net.ListenPacket("udp", os.Args[1])
	check(err)
	buf := make([]byte, 100)
	for i := 1; ; i++ {
		n, from, err := sock.ReadFrom(buf)
		check(err)
		if i <= drop {
			fmt.Println("datagram", i, "dropped")
			continue
		}
		fmt.Println("datagram", i, "answered")
		_, err = sock.WriteTo(buf[:n], from)
		check(err)
	}
	// ANCHOR_END: main
}
