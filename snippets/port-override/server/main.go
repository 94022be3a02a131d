package main

import (
	"flag"
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
	// ANCHOR: flags
	host := flag.String("host", "", "where to listen")
	port := flag.String("port", "7000", "port or service")
	flag.Parse()
	address := net.JoinHostPort(*host, *port)
	listener, err := net.Listen("tcp", address)
	check(err)
	// ANCHOR_END: flags
	fmt.Println("listening at", listener.Addr())
	for {
		conn, err := listener.Accept()
		check(err)
		_, err = fmt.Fprintln(conn, "this is", conn.LocalAddr())
		check(err)
		check(conn.Close())
	}
}
