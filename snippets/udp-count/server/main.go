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

func main() {
	// ANCHOR: main
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 1060}
	check("bind", syscall.Bind(sock, own))
	buf := make([]byte, 65535)
	for {
		n, from, err := syscall.Recvfrom(sock, buf, 0)
		check("recvfrom", err)
		port := from.(*syscall.SockaddrInet4).Port
		fmt.Printf("%d bytes from port %d\n", n, port)
		reply := fmt.Sprintf("%d bytes arrived", n)
		err = syscall.Sendto(sock, []byte(reply), 0, from)
		check("sendto", err)
	}
	// ANCHOR_END: main
}
