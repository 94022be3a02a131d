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
	// ANCHOR: send
	listener, err := net.Listen("tcp", "[::1]:1060")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		for i := 1; i <= 1000; i++ {
			_, err = io.WriteString(conn, "line\n")
			check(err)
		}
		check(conn.Close())
		fmt.Println("sent 1000 lines, closed")
	}
	// ANCHOR_END: send
}
