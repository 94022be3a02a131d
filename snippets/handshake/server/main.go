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
	passive, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	fmt.Println("socket:", state(passive))
	own := &syscall.SockaddrInet6{Port: 1060}
	check("bind", syscall.Bind(passive, own))
	fmt.Println("bind:", state(passive))
	check("listen", syscall.Listen(passive, 5))
	fmt.Println("listen:", state(passive))
	active, from, err := syscall.Accept(passive)
	check("accept", err)
	port := from.(*syscall.SockaddrInet6).Port
	fmt.Println("accepted a client from port", port)
	fmt.Println("passive:", state(passive))
	fmt.Println("active:", state(active))
	check("close", syscall.Close(active))
	// ANCHOR_END: main
}
