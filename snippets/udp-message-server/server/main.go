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
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT")
		os.Exit(2)
	}
	// ANCHOR: serve
	conn, err := net.ListenPacket("udp6", os.Args[1])
	check(err)
	fmt.Println("bound to", conn.LocalAddr())
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		check(err)
		if string(buf[:n]) == "STOP" {
			fmt.Println("told to stop by", from)
			break
		}
		fmt.Printf("from %v: %q\n", from, buf[:n])
	}
	// ANCHOR_END: serve
	check(conn.Close())
}
