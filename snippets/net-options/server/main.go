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

// ANCHOR: get
func get(c syscall.Conn, level, option int) (value int) {
	raw, err := c.SyscallConn()
	check(err)
	err = raw.Control(func(fd uintptr) {
		value, err = syscall.GetsockoptInt(
			int(fd), level, option)
		check(err)
	})
	check(err)
	return value
}

// ANCHOR_END: get
func main() {
	// ANCHOR: main
	listener, err := net.Listen("tcp", "127.0.0.1:1060")
	check(err)
	passive := listener.(*net.TCPListener)
	fmt.Println("SO_REUSEADDR", get(passive,
		syscall.SOL_SOCKET, syscall.SO_REUSEADDR))
	fmt.Println("SO_KEEPALIVE", get(passive,
		syscall.SOL_SOCKET, syscall.SO_KEEPALIVE))
	for {
		conn, err := listener.Accept()
		check(err)
		check(conn.Close())
	}
	// ANCHOR_END: main
}
