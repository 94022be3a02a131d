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
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: wait
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	_, err = listener.Accept() // the second call: now read
	check(err)
	n, err := io.Copy(io.Discard, conn)
	check(err)
	fmt.Println(n, "bytes")
	// ANCHOR_END: wait
}
