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

func serve(conn net.Conn, accepted *atomic.Int64) {
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, accepted.Load())
	}
}

func main() {
	var accepted atomic.Int64
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		accepted.Add(1)
		go serve(conn, &accepted)
	}
}
