package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// line is what to tell a client of the connection.
func line(remote, local net.Addr) string {
	caller := strings.Split(remote.String(), ":")
	called := strings.Split(local.String(), ":")
	return fmt.Sprintln("IPv4", caller[0], caller[1], called[0])
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		remote, local := conn.RemoteAddr(), conn.LocalAddr()
		fmt.Fprint(conn, line(remote, local))
		conn.Close()
	}
}
