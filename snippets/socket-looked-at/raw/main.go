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

// ANCHOR: look
func ask(sock, option int) int {
	value, err := syscall.GetsockoptInt(
		sock, syscall.SOL_SOCKET, option)
	check("getsockopt", err)
	return value
}

func look(sock int) {
	fmt.Println("family", ask(sock, syscall.SO_DOMAIN),
		"type", ask(sock, syscall.SO_TYPE),
		"protocol", ask(sock, syscall.SO_PROTOCOL))
}

// ANCHOR_END: look
func main() {
	// ANCHOR: socket
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	look(sock)
	// ANCHOR_END: socket
	// ANCHOR: address
	own, err := syscall.Getsockname(sock)
	check("getsockname", err)
	in, ok := own.(*syscall.SockaddrInet4)
	if !ok {
		fmt.Fprintf(os.Stderr, "own address: %T\n", own)
		os.Exit(1)
	}
	fmt.Println("own address", in.Addr, "port", in.Port)
	_, err = syscall.Getpeername(sock)
	fmt.Println("peer:", err)
	// ANCHOR_END: address
	check("close", syscall.Close(sock))
}
