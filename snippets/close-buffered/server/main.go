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
	// ANCHOR: main
	listener, err := net.Listen("tcp", "127.0.0.1:1060")
	check(err)
	conn, err := listener.Accept()
	check(err)
	bell, err := listener.Accept()
	check(err)
	check(conn.(*net.TCPConn).SetWriteBuffer(200_000))
	n, err := conn.Write(make([]byte, 100_000))
	check(err)
	check(conn.Close())
	fmt.Println("the kernel took", n, "bytes; closed")
	check(bell.Close())
	// ANCHOR_END: main
}
