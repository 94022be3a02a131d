package main

import (
	"fmt"
	"io"
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
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT TEXT...")
		os.Exit(2)
	}
	// ANCHOR: send
	conn, err := net.Dial("udp", os.Args[1])
	check(err)
	fmt.Println("this end is", conn.LocalAddr())
	for _, text := range os.Args[2:] {
		_, err := io.WriteString(conn, text)
		check(err)
	}
	// ANCHOR_END: send
	check(conn.Close())
}
