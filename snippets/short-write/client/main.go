package main

import (
	"fmt"
	"net/netip"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func connect(text string) int {
	to, err := netip.ParseAddrPort(text)
	check("address", err)
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet4{Addr: to.Addr().As4()}
	peer.Port = int(to.Port())
	check("connect", syscall.Connect(sock, peer))
	return sock
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	sock := connect(os.Args[1])
	// ANCHOR: short
	message := make([]byte, 16<<20)
	check("set", syscall.SetNonblock(sock, true))
	n, err := syscall.Write(sock, message)
	check("write", err)
	fmt.Println("some", n > 0, "all", n == len(message))
	m, err := syscall.Write(sock, message[n:])
	fmt.Println("again:", m, err)
	// ANCHOR_END: short
	// ANCHOR: loop
	check("close", syscall.Close(connect(os.Args[1])))
	check("set", syscall.SetNonblock(sock, false))
	for rest := message[n:]; len(rest) > 0; {
		n, err := syscall.Write(sock, rest)
		check("write", err)
		rest = rest[n:]
	}
	fmt.Println("all sent")
	// ANCHOR_END: loop
	check("close", syscall.Close(sock))
}
