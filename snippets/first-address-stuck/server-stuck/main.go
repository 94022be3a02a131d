package main

import (
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"time"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server-stuck IP:PORT")
		os.Exit(2)
	}
	own, err := netip.ParseAddrPort(os.Args[1])
	check("address", err)
	// ANCHOR: stuck
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	at := &syscall.SockaddrInet6{Addr: own.Addr().As16()}
	at.Port = int(own.Port())
	check("bind", syscall.Bind(sock, at))
	check("listen", syscall.Listen(sock, 0))
	time.Sleep(time.Hour) // and never calls accept
	// ANCHOR_END: stuck
}
