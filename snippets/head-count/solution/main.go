package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(conn net.Conn, clients *atomic.Int64) {
	defer conn.Close()
	defer clients.Add(-1)
	lines := bufio.NewReader(conn)
	for {
		_, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(conn, clients.Load())
	}
}

func main() {
	var clients atomic.Int64
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		clients.Add(1)
		go serve(conn, &clients)
	}
}
