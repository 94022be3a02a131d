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

// ANCHOR: receive
func receiveAll(sock int) ([]byte, error) {
	var all []byte
	buf := make([]byte, 512)
	for {
		n, err := syscall.Read(sock, buf)
		if n == 0 || err != nil {
			return all, err
		}
		all = append(all, buf[:n]...)
	}
}

// ANCHOR_END: receive
func main() {
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet6{Port: 1060}
	peer.Addr[15] = 1 // ::1
	check("connect", syscall.Connect(sock, peer))
	all, err := receiveAll(sock)
	check("read", err)
	fmt.Println("received", len(all), "bytes to the end")
	check("close", syscall.Close(sock))
}
