package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(conn net.Conn, most time.Duration) {
	defer conn.Close()
	buf := make([]byte, 4096)
	for {
		until := time.Now().Add(most)
		conn.SetReadDeadline(until)
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		conn.SetWriteDeadline(time.Now().Add(most))
		if _, err := conn.Write(buf[:n]); err != nil {
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	most, err := time.ParseDuration(os.Args[2])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn, most)
	}
}
