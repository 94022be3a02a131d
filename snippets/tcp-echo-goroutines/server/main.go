package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

// ANCHOR: serve
func serve(l net.Listener, handle func(net.Conn)) error {
	for n := 1; ; n++ {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		fmt.Println("connection", n)
		go handle(conn)
	}
}

// ANCHOR_END: serve
// ANCHOR: echo
func echo(conn net.Conn) {
	defer conn.Close()
	if _, err := io.Copy(conn, conn); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// ANCHOR_END: echo
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	if err == nil {
		err = serve(listener, echo)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
