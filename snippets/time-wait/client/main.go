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
	// ANCHOR: call
	for _, address := range os.Args[1:] {
		conn, err := net.Dial("tcp", address)
		check(err)
		text, err := io.ReadAll(conn)
		check(err)
		fmt.Printf("%q, and the end\n", text)
		check(conn.Close())
	}
	// ANCHOR_END: call
}
