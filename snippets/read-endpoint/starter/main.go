package main

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// read says what kind of endpoint a text is.
func read(text string) string {
	colon := strings.LastIndex(text, ":")
	if colon < 0 {
		return "no"
	}
	ip, err := netip.ParseAddr(text[:colon])
	if err != nil {
		return "no"
	}
	if ip.Is4() {
		return fmt.Sprint("IPv4 ", ip, " ", text[colon+1:])
	}
	return fmt.Sprint("IPv6 ", ip, " ", text[colon+1:])
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
