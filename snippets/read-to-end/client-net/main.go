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
	// ANCHOR: receive
	conn, err := net.Dial("tcp", "[::1]:1060")
	check(err)
	defer conn.Close()
	all, err := io.ReadAll(conn)
	check(err)
	fmt.Println("received", len(all), "bytes to the end")
	// ANCHOR_END: receive
}
