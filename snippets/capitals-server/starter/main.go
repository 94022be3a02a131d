package main

import (
	"bytes"
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
	conn, err := net.ListenPacket("udp4", ":"+os.Args[1])
	check(err)
	buf := make([]byte, 1500)
	_, from, err := conn.ReadFrom(buf)
	check(err)
	_, err = conn.WriteTo(bytes.ToUpper(buf), from)
	check(err)
}
