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
	conn, err := net.ListenPacket("udp", ":"+os.Args[1])
	check(err)
	buf := make([]byte, 65535) // no datagram is longer
	for {
		n, from, err := conn.ReadFrom(buf)
		check(err)
		text := buf[:n]
		if string(text) == "STOP" {
			break
		}
		_, err = conn.WriteTo(bytes.ToUpper(text), from)
		check(err)
	}
	check(conn.Close())
}
