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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	check(err)
	// ANCHOR: short
	conn, err := listener.Accept()
	check(err)
	message := make([]byte, 13)
	_, err = io.ReadFull(conn, message)
	check(err)
	_, err = conn.Write(message[:5])
	check(err)
	check(conn.Close())
	// ANCHOR_END: short
}
