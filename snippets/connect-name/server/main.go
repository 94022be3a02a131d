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

func main() {
	listener, err := net.Listen("tcp", ":80")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		fmt.Println("called at", conn.LocalAddr())
		check(conn.Close())
	}
}
