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

// ANCHOR: bind
// bind makes a socket and tries to give it the port.
func bind(port, reuse int) (int, error) {
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	check("option", syscall.SetsockoptInt(sock,
		syscall.SOL_SOCKET, syscall.SO_REUSEADDR, reuse))
	own := &syscall.SockaddrInet4{Port: port}
	return sock, syscall.Bind(sock, own)
}

// ANCHOR_END: bind
func main() {
	port, err := strconv.Atoi(os.Args[1])
	check("port", err)
	reuse, err := strconv.Atoi(os.Args[2])
	check("option", err)
	// ANCHOR: life
	listener, err := bind(port, reuse)
	check("bind", err)
	check("listen", syscall.Listen(listener, 5))
	conn, _, err := syscall.Accept(listener)
	check("accept", err)
	_, err = syscall.Write(conn, []byte("good bye"))
	check("write", err)
	check("close", syscall.Close(conn))
	check("close", syscall.Close(listener))
	again(port, reuse)
	// ANCHOR_END: life
}
