package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: wait
	conn, err := net.ListenPacket("udp", os.Args[1])
	check(err)
	end := time.Now().Add(time.Second)
	check(conn.SetReadDeadline(end))
	buf := make([]byte, 1500)
	n, from, err := conn.ReadFrom(buf)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		fmt.Println("nothing came within a second")
		return
	}
	check(err)
	fmt.Printf("%d bytes from %v: %q\n", n, from, buf[:n])
	// ANCHOR_END: wait
}
