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

// ANCHOR: family
func socketAddress(a netip.AddrPort) (int, syscall.Sockaddr) {
	port := int(a.Port())
	if ip := a.Addr(); ip.Is6() {
		return syscall.AF_INET6, &syscall.SockaddrInet6{
			Addr: ip.As16(), Port: port}
	}
	return syscall.AF_INET, &syscall.SockaddrInet4{
		Addr: a.Addr().As4(), Port: port}
}

// ANCHOR_END: family
func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT TEXT...")
		os.Exit(2)
	}
	to, err := netip.ParseAddrPort(os.Args[1])
	check("address", err)
	// ANCHOR: send
	family, address := socketAddress(to)
	sock, err := syscall.Socket(family, syscall.SOCK_DGRAM, 0)
	check("socket", err)
	for _, text := range os.Args[2:] {
		err := syscall.Sendto(sock, []byte(text), 0, address)
		check("sendto", err)
		fmt.Printf("sent %d bytes: %q\n", len(text), text)
	}
	// ANCHOR_END: send
	check("close", syscall.Close(sock))
}
