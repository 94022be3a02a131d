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
	// ANCHOR: bind
	server, err := syscall.Socket(syscall.AF_INET,
		syscall.SOCK_STREAM, syscall.IPPROTO_TCP)
	check("socket", err)
	fmt.Println("socket", own(server))
	address := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 5000}
	check("bind", syscall.Bind(server, address))
	fmt.Println("bind", own(server))
	check("listen", syscall.Listen(server, 1))
	// ANCHOR_END: bind
	// ANCHOR: accept
	begin := time.Now()
	conn, who, err := syscall.Accept(server)
	check("accept", err)
	waited := time.Since(begin) > 500*time.Millisecond
	fmt.Println("accept waited for more than 0.5 s:", waited)
	fmt.Println("client at", text(who))
	fmt.Println("conn", own(conn), "server", own(server))
	// ANCHOR_END: accept
}
