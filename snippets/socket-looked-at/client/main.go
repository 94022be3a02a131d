package main

import (
	"fmt"
	"net"
	"os"
	"syscall"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: ask
func ask(sock uintptr, option int) int {
	value, err := syscall.GetsockoptInt(
		int(sock), syscall.SOL_SOCKET, option)
	check(err)
	return value
}

func look(name string, c syscall.Conn) {
	raw, err := c.SyscallConn()
	check(err)
	check(raw.Control(func(sock uintptr) {
		fmt.Println(name,
			"family", ask(sock, syscall.SO_DOMAIN),
			"type", ask(sock, syscall.SO_TYPE),
			"protocol", ask(sock, syscall.SO_PROTOCOL))
	}))
}

// ANCHOR_END: ask
func main() {
	// ANCHOR: make
	four, err := net.Dial("tcp", "127.0.0.1:7")
	check(err)
	look("tcp 127.0.0.1:7", four.(*net.TCPConn))
	six, err := net.Dial("tcp", "localhost:7")
	check(err)
	look("tcp localhost:7", six.(*net.TCPConn))
	// ANCHOR_END: make
}
