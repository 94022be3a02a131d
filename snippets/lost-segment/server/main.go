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

func main() {
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	// ANCHOR: main
	conn, err := listener.Accept()
	check(err)
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	check(err)
	fmt.Printf("heard: %q\n", buf[:n])
	_, err = fmt.Fprintf(conn, "%d bytes", n)
	check(err)
	check(conn.Close())
	// ANCHOR_END: main
}
