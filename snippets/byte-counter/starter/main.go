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

func serve(conn net.Conn) {
	defer conn.Close()
	n, err := conn.Read(make([]byte, 64<<10))
	if err != nil {
		return
	}
	fmt.Fprint(conn, n, " bytes")
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn)
	}
}
