package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR: text
func text(address syscall.Sockaddr) string {
	in := address.(*syscall.SockaddrInet4)
	ip := net.IP(in.Addr[:]).String()
	return net.JoinHostPort(ip, strconv.Itoa(in.Port))
}

func own(sock int) string {
	address, err := syscall.Getsockname(sock)
	check("getsockname", err)
	return text(address)
}

// ANCHOR_END: text
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client HOST SERVICE")
		os.Exit(2)
	}
	// ANCHOR: resolve
	to, err := net.ResolveTCPAddr(
		"tcp4", net.JoinHostPort(os.Args[1], os.Args[2]))
	check("resolve", err)
	peer := &syscall.SockaddrInet4{Port: to.Port}
	copy(peer.Addr[:], to.IP.To4())
	// ANCHOR_END: resolve
	// ANCHOR: connect
	client, err := syscall.Socket(syscall.AF_INET,
		syscall.SOCK_STREAM, syscall.IPPROTO_TCP)
	check("socket", err)
	fmt.Println("socket", own(client))
	time.Sleep(time.Second)
	check("connect", syscall.Connect(client, peer))
	fmt.Println("connect", own(client))
	other, err := syscall.Getpeername(client)
	check("getpeername", err)
	fmt.Println("peer", text(other))
	// ANCHOR_END: connect
}
