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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		// ANCHOR: answer
		all, err := io.ReadAll(conn) // until the end
		check(err)
		fmt.Printf("the whole message: %q\n", all)
		_, err = fmt.Fprintf(conn, "%d bytes, thanks", len(all))
		check(err)
		check(conn.Close())
		// ANCHOR_END: answer
	}
}
