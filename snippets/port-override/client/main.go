package main

import (
	"flag"
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
	// ANCHOR: arguments
	port := flag.String("port", "7000", "port or service")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr,
			"usage: client [-port PORT] HOST")
		os.Exit(2)
	}
	address := net.JoinHostPort(flag.Arg(0), *port)
	// ANCHOR_END: arguments
	conn, err := net.Dial("tcp", address)
	check(err)
	reply, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("%s: %s", address, reply)
	check(conn.Close())
}
