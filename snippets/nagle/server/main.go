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
	for {
		// ANCHOR: answer
		conn, err := listener.Accept()
		check(err)
		question := make([]byte, 17) // 4 of length, 13 of text
		_, err = io.ReadFull(conn, question)
		check(err)
		_, err = io.WriteString(conn, "thanks")
		check(err)
		check(conn.Close())
		// ANCHOR_END: answer
	}
}
