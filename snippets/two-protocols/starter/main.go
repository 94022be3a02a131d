package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	start, err := in.Peek(4)
	if err != nil {
		return
	}
	isWeb := string(start) == "GET "
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if !isWeb {
			fmt.Fprintf(conn, "Heard: %q\n", line)
		} else if line == "" {
			fmt.Fprint(conn, "HTTP/1.0 200 OK\r\n\r\n")
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		serve(conn)
	}
}
