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
	// ANCHOR: main
	listener, err := net.Listen("tcp", "[::1]:1060")
	check(err)
	conn, err := listener.Accept()
	check(err)
	n, err := io.Copy(io.Discard, conn)
	check(err)
	fmt.Println("read", n, "bytes")
	unread, err := listener.Accept()
	check(err)
	defer unread.Close()
	_, err = listener.Accept() // there is no third client
	check(err)
	// ANCHOR_END: main
}
