package main

import (
	"fmt"
	"net"
	"net/netip"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func allowed(ip netip.Addr) bool {
	for _, text := range os.Args[2:] {
		forbidden := netip.MustParseAddr(text)
		if forbidden == ip {
			return false
		}
	}
	return true
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		client := conn.RemoteAddr().(*net.TCPAddr).AddrPort()
		if allowed(client.Addr()) {
			fmt.Fprint(conn, "come in")
		}
		conn.Close()
	}
}
