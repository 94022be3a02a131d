package main

import (
	"fmt"
	"io"
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
	// ANCHOR: listen
	line, err := net.Listen("tcp", os.Args[1])
	check(err)
	box, err := net.ListenPacket("udp", os.Args[1])
	check(err)
	check(box.(*net.UDPConn).SetReadBuffer(4096))
	// ANCHOR_END: listen
	// ANCHOR: stream
	conn, err := line.Accept()
	check(err)
	_, err = io.WriteString(conn, "ready")
	check(err)
	all, err := io.ReadAll(conn)
	check(err)
	fmt.Println("tcp: all", len(all) == 100000)
	// ANCHOR_END: stream
	// ANCHOR: datagrams
	soon := time.Now().Add(100 * time.Millisecond)
	check(box.SetReadDeadline(soon))
	buf := make([]byte, 1500)
	n := 0
	for {
		if _, _, err := box.ReadFrom(buf); err != nil {
			break // nothing more within that time
		}
		n++
	}
	fmt.Println("udp: some", n > 0, "all", n == 1000)
	// ANCHOR_END: datagrams
}
