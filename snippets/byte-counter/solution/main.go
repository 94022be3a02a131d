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

func serve(conn net.Conn) {
	defer conn.Close()
	n, err := io.Copy(io.Discard, conn)
	if err != nil {
		return // of a text that was broken off nothing is said
	}
	fmt.Fprint(conn, n, " bytes")
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn)
	}
}
