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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	// ANCHOR: accept
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		fmt.Println("own", conn.LocalAddr(),
			"other", conn.RemoteAddr())
		_, err = fmt.Fprint(conn, conn.RemoteAddr())
		check(err)
		check(conn.Close())
	}
	// ANCHOR_END: accept
}
