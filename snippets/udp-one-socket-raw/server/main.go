package main

import (
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server PORT 0|1")
		os.Exit(2)
	}
	port, err := strconv.Atoi(os.Args[1])
	check("port", err)
	only, err := strconv.Atoi(os.Args[2])
	check("0 or 1", err)
	// ANCHOR: bind
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_DGRAM, 0)
	check("socket", err)
	check("setsockopt", syscall.SetsockoptInt(sock,
		syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, only))
	own := &syscall.SockaddrInet6{Port: port} // Addr: ::
	check("bind", syscall.Bind(sock, own))
	// ANCHOR_END: bind
	// ANCHOR: serve
	buf := make([]byte, 1500)
	for {
		n, from, err := syscall.Recvfrom(sock, buf, 0)
		check("recvfrom", err)
		peer := from.(*syscall.SockaddrInet6)
		who, _ := netip.AddrFromSlice(peer.Addr[:])
		fmt.Printf("%q from %v\n", buf[:n], who)
		check("sendto", syscall.Sendto(
			sock, []byte("Got it."), 0, from))
	}
	// ANCHOR_END: serve
}
