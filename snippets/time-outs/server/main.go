package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	// ANCHOR: silent
	listener, err := net.Listen("tcp", "127.0.0.1:1060")
	var silent []net.Conn
	for err == nil {
		var conn net.Conn
		conn, err = listener.Accept()
		silent = append(silent, conn)
		fmt.Println("client", len(silent), "gets no answer")
	}
	fmt.Fprintln(os.Stderr, err)
	// ANCHOR_END: silent
}
