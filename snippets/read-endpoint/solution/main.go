package main

import (
	"bufio"
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

// read says what kind of endpoint a text is.
func read(text string) string {
	end, err := netip.ParseAddrPort(text)
	if err != nil {
		return "no"
	}
	ip := end.Addr().Unmap()
	if ip.Is4() {
		return fmt.Sprint("IPv4 ", ip, " ", end.Port())
	}
	return fmt.Sprint("IPv6 ", ip, " ", end.Port())
}

func serve(conn net.Conn) {
	defer conn.Close()
	for in := bufio.NewScanner(conn); in.Scan(); {
		fmt.Fprintln(conn, read(in.Text()))
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn)
	}
}
