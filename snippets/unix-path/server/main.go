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
		fmt.Fprintln(os.Stderr, "usage: server PATH")
		os.Exit(2)
	}
	// ANCHOR: listen
	listener, err := net.Listen("unix", os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		fmt.Printf("from %q to %q\n",
			conn.RemoteAddr(), conn.LocalAddr())
		_, err = io.Copy(conn, conn)
		check(err)
		check(conn.Close())
	}
	// ANCHOR_END: listen
}
