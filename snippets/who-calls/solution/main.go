package main

import (
	"fmt"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// line is what to tell a client of the connection.
func line(remote, local *net.TCPAddr) string {
	caller := remote.AddrPort()
	ip := caller.Addr().Unmap()
	called := local.AddrPort().Addr().Unmap()
	family := "IPv6"
	if ip.Is4() {
		family = "IPv4"
	}
	return fmt.Sprintln(family, ip, caller.Port(), called)
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		remote := conn.RemoteAddr().(*net.TCPAddr)
		local := conn.LocalAddr().(*net.TCPAddr)
		fmt.Fprint(conn, line(remote, local))
		conn.Close()
	}
}
