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
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	for {
		// ANCHOR: serve
		conn, err := listener.Accept()
		check(err)
		var message []byte
		for err == nil {
			message, err = receive(conn)
			if err == nil {
				fmt.Printf("message: %q\n", message)
			}
		}
		fmt.Println("and then:", err)
		conn.Close()
		// ANCHOR_END: serve
	}
}
