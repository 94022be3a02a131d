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
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	defer conn.Close()
	active := conn.(*net.TCPConn)
	fmt.Println("SO_REUSEADDR", get(active,
		syscall.SOL_SOCKET, syscall.SO_REUSEADDR))
	fmt.Println("SO_KEEPALIVE", get(active,
		syscall.SOL_SOCKET, syscall.SO_KEEPALIVE))
	fmt.Println("TCP_KEEPIDLE", get(active,
		syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE))
	fmt.Println("TCP_NODELAY", get(active,
		syscall.IPPROTO_TCP, syscall.TCP_NODELAY))
	// ANCHOR_END: main
}
