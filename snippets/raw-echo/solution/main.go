package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func echo(conn int) {
	buf := make([]byte, 32)
	for {
		n, err := syscall.Read(conn, buf)
		if n == 0 || err != nil {
			return
		}
		rest := buf[:n]
		for len(rest) > 0 {
			n, err := syscall.Write(conn, rest)
			if err != nil {
				return
			}
			rest = rest[n:]
		}
	}
}

func main() {
	port, err := strconv.Atoi(os.Args[1])
	check("port", err)
	listener, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{Port: port}
	check("bind", syscall.Bind(listener, own))
	check("listen", syscall.Listen(listener, 5))
	for {
		conn, _, err := syscall.Accept(listener)
		check("accept", err)
		echo(conn)
		check("close", syscall.Close(conn))
	}
}
