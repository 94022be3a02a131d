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

// ANCHOR: use
func use(name string, sock int) {
	_, err := syscall.Getpeername(sock)
	fmt.Println(name, "getpeername:", err)
	_, err = syscall.Write(sock, []byte("hello"))
	fmt.Println(name, "write:", err)
	_, err = syscall.Read(sock, make([]byte, 100))
	fmt.Println(name, "read:", err)
}

// ANCHOR_END: use
func main() {
	// ANCHOR: main
	passive, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{Port: 1060}
	check("bind", syscall.Bind(passive, own))
	check("listen", syscall.Listen(passive, 5))
	active, _, err := syscall.Accept(passive)
	check("accept", err)
	use("active ", active)
	use("passive", passive)
	// ANCHOR_END: main
}
