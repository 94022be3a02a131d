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
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr,
			"usage: client NET IP:PORT TEXT")
		os.Exit(2)
	}
	network, address := os.Args[1], os.Args[2]
	// ANCHOR: ask
	conn, err := net.Dial(network, address)
	check(err)
	_, err = io.WriteString(conn, os.Args[3])
	check(err)
	reply := make([]byte, len(os.Args[3]))
	_, err = io.ReadFull(conn, reply)
	check(err)
	// ANCHOR_END: ask
	fmt.Printf("%v %q\n", conn.RemoteAddr(), reply)
	check(conn.Close())
}
