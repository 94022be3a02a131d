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

func main() {
	own, err := netip.ParseAddrPort(os.Args[1])
	check("address", err)
	// ANCHOR: bind
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	name := &syscall.SockaddrInet4{Addr: own.Addr().As4()}
	name.Port = int(own.Port())
	check("bind", syscall.Bind(sock, name))
	check("listen", syscall.Listen(sock, 5))
	// ANCHOR_END: bind
	for {
		conn, _, err := syscall.Accept(sock)
		check("accept", err)
		check("close", syscall.Close(conn))
	}
}
