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

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server NET IP:PORT")
		os.Exit(2)
	}
	conn, err := net.ListenPacket(os.Args[1], os.Args[2])
	check(err)
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		check(err)
		_, err = conn.WriteTo(buf[:n], from)
		check(err)
	}
}
