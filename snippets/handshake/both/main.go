package main

import (
	"fmt"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR: state
var names = map[int]string{
	1: "ESTABLISHED", 2: "SYN-SENT", 7: "CLOSED", 10: "LISTEN"}

func state(sock int) string {
	info, err := syscall.GetsockoptInt(
		sock, syscall.IPPROTO_TCP, syscall.TCP_INFO)
	check("getsockopt", err)
	return names[info&0xff] // the first byte is the state
}

// ANCHOR_END: state
func socket() int {
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	return sock
}

func main() {
	// ANCHOR: main
	own := &syscall.SockaddrInet6{Port: 1060}
	own.Addr[15] = 1 // ::1
	server, client := socket(), socket()
	fmt.Println("socket:  server", state(server))
	check("bind", syscall.Bind(server, own))
	check("listen", syscall.Listen(server, 5))
	fmt.Println("listen:  server", state(server))
	fmt.Println("socket:  client", state(client))
	check("connect", syscall.Connect(client, own))
	fmt.Println("connect: client", state(client))
	conn, from, err := syscall.Accept(server)
	check("accept", err)
	fmt.Println("accept:  conn  ", state(conn))
	fmt.Println("accept:  server", state(server))
	port := from.(*syscall.SockaddrInet6).Port
	fmt.Printf("the client is [::1]:%d\n", port)
	// ANCHOR_END: main
}
