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
func use(sock, peer int) {
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
	own := &syscall.SockaddrInet6{Port: 1060}
	own.Addr[15] = 1 // ::1
	listener := socket()
	check("bind", syscall.Bind(listener, own))
	check("listen", syscall.Listen(listener, 5))
	// ANCHOR: main
	hows := []string{"SHUT_RD", "SHUT_WR", "SHUT_RDWR"}
	for how, name := range hows { // they are 0, 1 and 2
		sock := socket()
		check("connect", syscall.Connect(sock, own))
		peer, _, err := syscall.Accept(listener)
		check("accept", err)
		check("nonblock", syscall.SetNonblock(sock, true))
		check("shutdown", syscall.Shutdown(sock, how))
		fmt.Println(name)
		use(sock, peer)
	}
	// ANCHOR_END: main
}
