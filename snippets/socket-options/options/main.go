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

// ANCHOR: set
func set(name string, sock, level, option, value int) {
	before, err := syscall.GetsockoptInt(sock, level, option)
	check("getsockopt", err)
	err = syscall.SetsockoptInt(sock, level, option, value)
	check("setsockopt", err)
	after, err := syscall.GetsockoptInt(sock, level, option)
	check("getsockopt", err)
	fmt.Printf("%s: was %d, set %d, is %d\n",
		name, before, value, after)
}

// ANCHOR_END: set
func main() {
	// ANCHOR: main
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	const general = syscall.SOL_SOCKET
	const tcp = syscall.IPPROTO_TCP
	set("SO_KEEPALIVE", sock, general, syscall.SO_KEEPALIVE, 1)
	set("SO_REUSEADDR", sock, general, syscall.SO_REUSEADDR, 1)
	set("SO_RCVBUF", sock, general, syscall.SO_RCVBUF, 10000)
	set("TCP_KEEPIDLE", sock, tcp, syscall.TCP_KEEPIDLE, 60)
	set("TCP_NODELAY", sock, tcp, syscall.TCP_NODELAY, 1)
	err = syscall.SetsockoptInt(sock, general, 9999, 1)
	fmt.Println("option 9999:", err)
	// ANCHOR_END: main
}
