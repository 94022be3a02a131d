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
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT TEXT...")
		os.Exit(2)
	}
	to, err := netip.ParseAddrPort(os.Args[1])
	check("address", err)
	// ANCHOR: connect
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	peer := &syscall.SockaddrInet6{Addr: to.Addr().As16()}
	peer.Port = int(to.Port())
	check("connect", syscall.Connect(sock, peer))
	// ANCHOR_END: connect
	// ANCHOR: send
	for _, text := range os.Args[2:] {
		for rest := []byte(text); len(rest) > 0; {
			n, err := syscall.Write(sock, rest)
			check("write", err)
			rest = rest[n:]
		}
	}
	check("shutdown", syscall.Shutdown(sock, syscall.SHUT_WR))
	// ANCHOR_END: send
	// ANCHOR: receive
	buf := make([]byte, 8)
	for {
		n, err := syscall.Read(sock, buf)
		check("read", err)
		if n == 0 {
			break
		}
		fmt.Printf("got %q\n", buf[:n])
	}
	// ANCHOR_END: receive
	check("close", syscall.Close(sock))
}
