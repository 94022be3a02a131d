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
	listener, err := net.Listen("tcp", "[::1]:1060")
	check(err)
	bell, err := listener.Accept()
	check(err)
	ring := make([]byte, 4)
	// ANCHOR: main
	for {
		conn, err := listener.Accept()
		check(err)
		defer conn.Close()
		_, err = io.ReadFull(bell, ring)
		check(err)
		n, err := io.WriteString(conn, "hello")
		fmt.Println("write:", n, err)
		_, err = bell.Write(ring)
		check(err)
	}
	// ANCHOR_END: main
}
