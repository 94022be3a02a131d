package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: split HOST:PORT...")
		os.Exit(2)
	}
	// ANCHOR: split
	for _, text := range os.Args[1:] {
		host, port, err := net.SplitHostPort(text)
		if err != nil {
			fmt.Println("no:", err)
			continue
		}
		again := net.JoinHostPort(host, port)
		fmt.Printf("%q and %q, again: %s\n", host, port, again)
	}
	// ANCHOR_END: split
}
