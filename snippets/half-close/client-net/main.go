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
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	defer conn.Close()
	// ANCHOR: half
	_, err = io.WriteString(conn, "that is the question")
	check(err)
	check(conn.(*net.TCPConn).CloseWrite())
	reply, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("still heard: %q\n", reply)
	// ANCHOR_END: half
}
