package main

import (
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

func echo(conn net.Conn) {
	// Send back what the client sends, all of it.
	conn.Close()
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	echo(conn)
}
