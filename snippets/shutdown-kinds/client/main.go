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

func connect() int {
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet6{Port: 1060}
	peer.Addr[15] = 1 // ::1
	check("connect", syscall.Connect(sock, peer))
	return sock
}

// ANCHOR: use
func use(sock, bell int) {
	_, err := syscall.Write(sock, []byte("x"))
	fmt.Println("  write:", err)
	n, err := syscall.Read(sock, make([]byte, 100))
	fmt.Println("  read, nothing there:", n, err)
	_, err = syscall.Write(bell, []byte("ring"))
	check("ring", err)
	_, err = syscall.Read(bell, make([]byte, 4))
	check("ring", err)
	n, err = syscall.Read(sock, make([]byte, 100))
	fmt.Println("  read after the peer wrote:", n, err)
}

// ANCHOR_END: use
func main() {
	// ANCHOR: main
	bell := connect()
	hows := []string{"SHUT_RD", "SHUT_WR", "SHUT_RDWR"}
	for how, name := range hows { // they are 0, 1 and 2
		sock := connect()
		check("nonblock", syscall.SetNonblock(sock, true))
		check("shutdown", syscall.Shutdown(sock, how))
		fmt.Println(name)
		use(sock, bell)
	}
	// ANCHOR_END: main
}
