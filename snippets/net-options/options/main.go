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
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	general, tcp := syscall.SOL_SOCKET, syscall.IPPROTO_TCP
	passive := listener.(*net.TCPListener)
	active := conn.(*net.TCPConn)
	fmt.Println("listener: SO_REUSEADDR",
		get(passive, general, syscall.SO_REUSEADDR))
	fmt.Println("conn: SO_KEEPALIVE",
		get(active, general, syscall.SO_KEEPALIVE))
	fmt.Println("conn: TCP_KEEPIDLE",
		get(active, tcp, syscall.TCP_KEEPIDLE))
	fmt.Println("conn: TCP_NODELAY",
		get(active, tcp, syscall.TCP_NODELAY))
	// ANCHOR_END: main
}
