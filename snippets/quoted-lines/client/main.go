package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	// ANCHOR: send
	for _, message := range os.Args[1:] {
		line := strconv.Quote(message)
		_, err := fmt.Fprintln(conn, line)
		check(err)
	}
	// ANCHOR_END: send
	check(conn.Close())
}
