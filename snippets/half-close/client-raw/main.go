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
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 1060}
	check("connect", syscall.Connect(sock, peer))
	// ANCHOR: half
	_, err = syscall.Write(sock, []byte("to be or not to be"))
	check("write", err)
	err = syscall.Shutdown(sock, syscall.SHUT_WR)
	check("shutdown", err)
	buf := make([]byte, 100)
	n, err := syscall.Read(sock, buf)
	check("read", err)
	fmt.Printf("still heard: %q\n", buf[:n])
	// ANCHOR_END: half
	_, err = syscall.Write(sock, []byte("one more"))
	fmt.Println("write:", err)
	check("close", syscall.Close(sock))
}
