package main

import (
	"fmt"
	"io"
	"net"
)

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	fmt.Fprint(conn, "hello")
	conn.(*net.TCPConn).CloseWrite()
	b, err := io.ReadAll(conn)
	fmt.Printf("got %q, %v\n", b, err)
}
