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
	own, err := net.ResolveTCPAddr("tcp4", os.Args[1])
	check(err)
	dialer := net.Dialer{LocalAddr: own}
	conn, err := dialer.Dial("tcp4", "127.0.0.1:1060")
	check(err)
	defer conn.Close()
	fmt.Println("active", conn.LocalAddr(), "and",
		conn.RemoteAddr())
	reply, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("the server says: %s", reply)
	// ANCHOR_END: main
}
