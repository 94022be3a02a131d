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

// ANCHOR: drip
// drip sends a byte now and then, and never an end of line.
func drip(conn net.Conn) {
	defer conn.Close()
	for {
		_, err := conn.Write([]byte("."))
		if err != nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// ANCHOR_END: drip
func main() {
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go drip(conn)
	}
}
