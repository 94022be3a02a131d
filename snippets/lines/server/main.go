package main

import (
	"fmt"
	"io"
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
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: server PORT PIECE...")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		// ANCHOR: pieces
		for _, piece := range os.Args[2:] {
			_, err := io.WriteString(conn, piece)
			check(err)
			time.Sleep(50 * time.Millisecond)
		}
		// ANCHOR_END: pieces
		check(conn.Close())
	}
}
