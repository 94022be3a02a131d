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

// ANCHOR: say
func say(conn net.Conn, words []string) {
	for _, word := range words {
		_, err := io.WriteString(conn, word)
		check(err)
	}
	network := conn.LocalAddr().Network()
	fmt.Println(len(words), "writes over", network)
}

// ANCHOR_END: say
func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT WORD...")
		os.Exit(2)
	}
	// ANCHOR: both
	call, err := net.Dial("tcp", os.Args[1])
	check(err)
	say(call, os.Args[2:])
	_, err = net.Dial("tcp", os.Args[1]) // ring again
	check(err)
	post, err := net.Dial("udp", os.Args[1])
	check(err)
	say(post, os.Args[2:])
	// ANCHOR_END: both
}
