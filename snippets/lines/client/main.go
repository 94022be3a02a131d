package main

import (
	"bufio"
	"fmt"
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
		fmt.Fprintln(os.Stderr, "usage: client PEER")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	// ANCHOR: lines
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		fmt.Printf("%q, %v\n", line, err)
		if err != nil {
			break
		}
	}
	// ANCHOR_END: lines
	check(conn.Close())
}
