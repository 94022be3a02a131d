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
	// ANCHOR: main
	conn, err := listener.Accept()
	check(err)
	letter, err := io.ReadAll(conn)
	check(err)
	fmt.Println(len(letter), "bytes in all")
	_, err = io.WriteString(conn, "thanks")
	check(err)
	check(conn.Close())
	// ANCHOR_END: main
}
