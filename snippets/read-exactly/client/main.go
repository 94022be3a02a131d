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
	// ANCHOR: send
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	for _, piece := range os.Args[1:] {
		_, err := io.WriteString(conn, piece)
		check(err)
		time.Sleep(50 * time.Millisecond)
	}
	check(conn.Close())
	// ANCHOR_END: send
}
