package main

import (
	"fmt"
	"syscall"
)

// ANCHOR: bind
func bind(what string, kind int, last byte, port int) {
	sock, err := syscall.Socket(syscall.AF_INET, kind, 0)
	if err != nil {
		fmt.Println("socket:", err)
		return
	}
	own := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, last}, Port: port}
	if err := syscall.Bind(sock, own); err != nil {
		fmt.Printf("%s: %v\n", what, err)
		return
	}
	got, err := syscall.Getsockname(sock)
	if err != nil {
		fmt.Println("getsockname:", err)
		return
	}
	picked := got.(*syscall.SockaddrInet4).Port
	fmt.Printf("%s: port %d\n", what, picked)
}

// ANCHOR_END: bind
func main() {
	// ANCHOR: main
	const tcp, udp = syscall.SOCK_STREAM, syscall.SOCK_DGRAM
	bind("tcp 127.0.0.1:80", tcp, 1, 80)
	bind("tcp 127.0.0.1:50000", tcp, 1, 50000)
	bind("the same again", tcp, 1, 50000)
	bind("udp 127.0.0.1:50000", udp, 1, 50000)
	bind("tcp 127.0.0.2:50000", tcp, 2, 50000)
	bind("tcp 127.0.0.1:0", tcp, 1, 0)
	bind("tcp 127.0.0.1:0", tcp, 1, 0)
	// ANCHOR_END: main
}
