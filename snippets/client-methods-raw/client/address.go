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

// sockaddr makes the kernel's form of an address.
func sockaddr(text string) *syscall.SockaddrInet4 {
	a, err := netip.ParseAddrPort(text)
	check("address", err)
	sa := &syscall.SockaddrInet4{Addr: a.Addr().As4()}
	sa.Port = int(a.Port())
	return sa
}

// text goes the other way.
func text(sa syscall.Sockaddr) netip.AddrPort {
	in4 := sa.(*syscall.SockaddrInet4)
	ip, _ := netip.AddrFromSlice(in4.Addr[:])
	return netip.AddrPortFrom(ip, uint16(in4.Port))
}
