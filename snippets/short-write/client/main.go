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

// ANCHOR: connect
func connect() int {
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 12345}
	check("connect", syscall.Connect(sock, peer))
	return sock
}

// ANCHOR_END: connect
func main() {
	sock := connect()
	// ANCHOR: short
	message := make([]byte, 16<<20)
	check("set", syscall.SetNonblock(sock, true))
	n, err := syscall.Write(sock, message)
	check("write", err)
	fmt.Println("some", n > 0, "all", n == len(message))
	rest := message[n:]
	for err == nil {
		n, err = syscall.Write(sock, rest)
		if err == nil {
			rest = rest[n:]
		}
	}
	fmt.Println("then:", err)
	// ANCHOR_END: short
	// ANCHOR: loop
	check("close", syscall.Close(connect()))
	check("set", syscall.SetNonblock(sock, false))
	for len(rest) > 0 {
		n, err := syscall.Write(sock, rest)
		check("write", err)
		rest = rest[n:]
	}
	fmt.Println("all sent")
	// ANCHOR_END: loop
	check("close", syscall.Close(sock))
}
