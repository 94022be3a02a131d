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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: dial
	for range 2 {
		conn, err := net.Dial("tcp", os.Args[1])
		check(err)
		fmt.Println("own", conn.LocalAddr(),
			"other", conn.RemoteAddr())
		told, err := io.ReadAll(conn) // until its end
		check(err)
		fmt.Printf("told: you are %s\n", told)
		check(conn.Close())
	}
	// ANCHOR_END: dial
}
