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
	tcp, err := net.Listen("tcp", ":7")
	check(err)
	look("tcp :7", tcp.(*net.TCPListener))
	udp, err := net.ListenPacket("udp", "[::1]:7")
	check(err)
	look("udp [::1]:7", udp.(*net.UDPConn))
	path, err := net.Listen("unix", "/tmp/seven")
	check(err)
	look("unix /tmp/seven", path.(*net.UnixListener))
	// ANCHOR_END: make
	for {
		conn, err := tcp.Accept()
		check(err)
		check(conn.Close())
	}
}
