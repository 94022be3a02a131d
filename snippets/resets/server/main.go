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
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	// ANCHOR: serve
	for _, how := range []string{"all", "four", "linger"} {
		conn, err := listener.Accept()
		check(err)
		buf := make([]byte, 5)
		if how == "four" {
			buf = buf[:4]
		}
		_, err = io.ReadFull(conn, buf)
		check(err)
		if how == "linger" {
			check(conn.(*net.TCPConn).SetLinger(0))
		}
		fmt.Printf("read %q, close: %v\n", buf, conn.Close())
	}
	// ANCHOR_END: serve
}
