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
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: client HOST PORT WORDS")
		os.Exit(2)
	}
	address := net.JoinHostPort(os.Args[1], os.Args[2])
	// ANCHOR: open
	words := os.Args[3:]
	conns := make([]net.Conn, len(words))
	for i := range conns {
		conn, err := net.Dial("tcp", address)
		check(err)
		end := time.Now().Add(2 * time.Second)
		check(conn.SetDeadline(end))
		conns[i] = conn
	}
	// ANCHOR_END: open
	// ANCHOR: use
	for i := len(conns) - 1; i >= 0; i-- {
		_, err := io.WriteString(conns[i], words[i])
		check(err)
		reply := make([]byte, len(words[i]))
		_, err = io.ReadFull(conns[i], reply)
		check(err)
		fmt.Printf("connection %d: %s\n", i+1, reply)
		check(conns[i].Close())
	}
	// ANCHOR_END: use
}
