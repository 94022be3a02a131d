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
	peer := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 1060}
	check("connect", syscall.Connect(sock, peer))
	fmt.Println("connected, and nothing sent")
	n, err := syscall.Write(sock, []byte("anybody there?"))
	fmt.Println("write:", n, err)
	n, err = syscall.Read(sock, make([]byte, 100))
	fmt.Println("read:", n, err)
	check("close", syscall.Close(sock))
	// ANCHOR_END: main
}
