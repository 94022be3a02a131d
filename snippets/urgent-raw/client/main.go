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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client TEXT")
		os.Exit(2)
	}
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet6{Port: 7000}
	peer.Addr[15] = 1 // ::1
	check("connect", syscall.Connect(sock, peer))
	// ANCHOR: send
	check("send", syscall.Sendmsg(sock,
		[]byte(os.Args[1]), nil, nil, syscall.MSG_OOB))
	// ANCHOR_END: send
	fmt.Printf("sent %q as urgent\n", os.Args[1])
	check("close", syscall.Close(sock))
}
