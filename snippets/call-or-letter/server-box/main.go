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
	// ANCHOR: read
	box, err := net.ListenPacket("udp", ":"+os.Args[1])
	check(err)
	buf := make([]byte, 1500)
	for range 3 {
		n, _, err := box.ReadFrom(buf)
		check(err)
		fmt.Printf("a letter: %q\n", buf[:n])
	}
	// ANCHOR_END: read
}
