package main

import (
	"fmt"
	"net"
	"os"
	"unicode/utf8"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT TEXT")
		os.Exit(2)
	}
	// ANCHOR: send
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	text := os.Args[2]
	n, err := conn.Write([]byte(text))
	check(err)
	letters := utf8.RuneCountInString(text)
	fmt.Println(letters, "characters,", n, "bytes")
	check(conn.Close())
	// ANCHOR_END: send
}
