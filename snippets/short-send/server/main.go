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
	listener, err := net.Listen("tcp", "127.0.0.1:1060")
	check(err)
	data, err := listener.Accept()
	check(err)
	bell, err := listener.Accept() // until then, read nothing
	check(err)
	n, err := io.Copy(io.Discard, data)
	check(err)
	fmt.Println("read", n, "bytes")
	check(bell.Close())
	// ANCHOR_END: main
}
