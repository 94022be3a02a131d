package main

import (
	"fmt"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: serve
func serve(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		check(err)
		family := conn.LocalAddr().Network()
		_, err = fmt.Fprintln(conn, family, conn.LocalAddr())
		check(err)
		check(conn.Close())
	}
}

// ANCHOR_END: serve
func main() {
	// ANCHOR: main
	four, err := net.Listen("tcp4", "127.0.0.1:1060")
	check(err)
	six, err := net.Listen("tcp6", "[::1]:1060")
	check(err)
	unix, err := net.Listen("unix", "/tmp/door")
	check(err)
	go serve(four)
	go serve(six)
	serve(unix)
	// ANCHOR_END: main
}
