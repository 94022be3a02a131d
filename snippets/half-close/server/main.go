package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:1060")
	check(err)
	// ANCHOR: serve
	for {
		conn, err := listener.Accept()
		check(err)
		text, err := io.ReadAll(conn)
		check(err)
		words := len(strings.Fields(string(text)))
		fmt.Println("the client is done;", words, "words")
		_, err = fmt.Fprint(conn, words, " words")
		check(err)
		check(conn.Close())
	}
	// ANCHOR_END: serve
}
