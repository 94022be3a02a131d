package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	// ANCHOR: listen
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if errors.Is(err, syscall.EADDRINUSE) {
		fmt.Fprintln(os.Stderr, "Is the server up already?")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// ANCHOR_END: listen
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if _, err := io.Copy(conn, conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		conn.Close()
	}
}
