package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	buf := make([]byte, 1024)
	n, err := conn.Read(buf)
	check(err)
	if strings.HasPrefix(string(buf[:n]), "GET") {
		status := "404 Not Found"
		fmt.Fprintf(conn, "HTTP/1.0 %s\r\nDate: %v\r\n\r\n",
			status, time.Now())
	}
	check(conn.Close())
}
