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

// Answers when the client has said everything.
func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:1060")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		text, err := io.ReadAll(conn)
		fmt.Printf("%v said %q\n", conn.RemoteAddr(), text)
		if err == nil {
			fmt.Fprint(conn, len(text), " bytes, thanks")
		}
		conn.Close()
	}
}
