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
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server NET IP:PORT")
		os.Exit(2)
	}
	listener, err := net.Listen(os.Args[1], os.Args[2])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		_, err = io.Copy(conn, conn)
		check(err)
		check(conn.Close())
	}
}
