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

func socket() int {
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	return sock
}

// ANCHOR: use
func use(how string, sock, peer int) {
	fmt.Println(how)
	_, err := syscall.Write(sock, []byte("x"))
	fmt.Println("  write:", err)
	n, err := syscall.Read(sock, make([]byte, 100))
	fmt.Println("  read, nothing there:", n, err)
	_, err = syscall.Write(peer, []byte("hello"))
	fmt.Println("  the peer writes:", err)
	n, err = syscall.Read(sock, make([]byte, 100))
	fmt.Println("  read again:", n, err)
}

// ANCHOR_END: use
func main() {
	// ANCHOR: main
	own := &syscall.SockaddrInet6{Port: 1060}
	own.Addr[15] = 1 // ::1
	listener := socket()
	check("bind", syscall.Bind(listener, own))
	check("listen", syscall.Listen(listener, 5))
	var sock, peer [3]int
	for i := range 3 {
		sock[i] = socket()
		check("connect", syscall.Connect(sock[i], own))
		conn, _, err := syscall.Accept(listener)
		check("accept", err)
		peer[i] = conn
	}
	err := syscall.Shutdown(sock[0], syscall.SHUT_RD)
	check("shutdown", err)
	use("SHUT_RD", sock[0], peer[0])
	err = syscall.Shutdown(sock[1], syscall.SHUT_RDWR)
	check("shutdown", err)
	use("SHUT_RDWR", sock[1], peer[1])
	check("close", syscall.Close(sock[2]))
	use("close", sock[2], peer[2])
	// ANCHOR_END: main
}
