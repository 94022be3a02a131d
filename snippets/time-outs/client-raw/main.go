package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func main() {
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 1060}
	check("connect", syscall.Connect(sock, peer))
	// ANCHOR: time
	limit := syscall.Timeval{Usec: 250_000} // a quarter second
	err = syscall.SetsockoptTimeval(sock,
		syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &limit)
	check("setsockopt", err)
	begin := time.Now()
	n, err := syscall.Read(sock, make([]byte, 100))
	waited := time.Since(begin) >= 250*time.Millisecond
	fmt.Println("read:", n, err)
	fmt.Println("waited the quarter second:", waited)
	// ANCHOR_END: time
	check("close", syscall.Close(sock))
}
