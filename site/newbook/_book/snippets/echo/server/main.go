package main

import (
	"fmt"
	"io"
	"net"
)

func main() {
	l, err := net.Listen("tcp", ":7")
	if err != nil {
		panic(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			panic(err)
		}
		// ANCHOR: copy
		n, err := io.Copy(conn, conn)
		fmt.Println("sent back", n, "bytes:", err)
		conn.Close()
		// ANCHOR_END: copy
	}
}
