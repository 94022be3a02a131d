package main

import (
	"fmt"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR: show
func show(conn int, what string, size, flags int) {
	buf := make([]byte, size)
	n, _, err := syscall.Recvfrom(conn, buf, flags)
	check("recvfrom", err)
	fmt.Printf("%s %2d: %q\n", what, size, buf[:n])
}

// ANCHOR_END: show
func main() {
	// ANCHOR: peek
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet6{Port: 7000} // Addr: ::
	check("bind", syscall.Bind(sock, own))
	check("listen", syscall.Listen(sock, 5))
	conn, _, err := syscall.Accept(sock)
	check("accept", err)
	show(conn, "peek", 5, syscall.MSG_PEEK)
	show(conn, "peek", 9, syscall.MSG_PEEK)
	show(conn, "read", 5, 0)
	show(conn, "peek", 9, syscall.MSG_PEEK)
	show(conn, "read", 20, 0)
	show(conn, "peek", 9, syscall.MSG_PEEK)
	// ANCHOR_END: peek
	check("close", syscall.Close(conn))
}
