package main

import (
	"errors"
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
	message := make([]byte, 16<<20)
	for range 2 {
		conn, err := net.Dial("tcp", "[::1]:1060")
		check(err)
		limit := time.Now().Add(2 * time.Second)
		check(conn.SetWriteDeadline(limit))
		n, err := conn.Write(message)
		fmt.Println("all:", n == len(message))
		if errors.Is(err, os.ErrDeadlineExceeded) {
			fmt.Println("a part, and time is up:",
				0 < n && n < len(message))
		} else {
			check(err)
		}
		check(conn.Close())
	}
	// ANCHOR_END: main
}
