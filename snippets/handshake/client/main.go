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

// ANCHOR: state
var names = map[int]string{1: "ESTABLISHED", 2: "SYN-SENT",
	7: "CLOSED", 8: "CLOSE-WAIT", 10: "LISTEN"}

func state(sock int) string {
	info, err := syscall.GetsockoptInt(
		sock, syscall.IPPROTO_TCP, syscall.TCP_INFO)
	check("getsockopt", err)
	return names[info&0xff] // the first byte is the state
}

// ANCHOR_END: state
func main() {
	// ANCHOR: main
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	fmt.Println("socket:", state(sock))
	server := &syscall.SockaddrInet6{Port: 1060}
	server.Addr[15] = 1 // ::1
	check("connect", syscall.Connect(sock, server))
	own, err := syscall.Getsockname(sock)
	check("getsockname", err)
	port := own.(*syscall.SockaddrInet6).Port
	fmt.Println("connected from port", port)
	n, err := syscall.Read(sock, make([]byte, 100))
	check("read", err)
	fmt.Println("read", n, "bytes, now:", state(sock))
	check("close", syscall.Close(sock))
	fmt.Println("closed")
	// ANCHOR_END: main
}
