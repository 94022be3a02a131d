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
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT ROOM")
		os.Exit(2)
	}
	own, err := netip.ParseAddrPort(os.Args[1])
	check("address", err)
	room, err := strconv.ParseUint(os.Args[2], 10, 16)
	check("room", err)
	// ANCHOR: receive
	family, address := socketAddress(own)
	sock, err := syscall.Socket(family, syscall.SOCK_DGRAM, 0)
	check("socket", err)
	check("bind", syscall.Bind(sock, address))
	buf := make([]byte, room)
	for range 2 {
		n, _, err := syscall.Recvfrom(sock, buf, 0)
		check("recvfrom", err)
		fmt.Printf("received %d bytes: %q\n", n, buf[:n])
	}
	// ANCHOR_END: receive
	check("close", syscall.Close(sock))
}
