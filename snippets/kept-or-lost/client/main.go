package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: fill
func fill(conn net.Conn) {
	message := make([]byte, 100)
	for range 1000 {
		_, err := conn.Write(message)
		check(err)
	}
	check(conn.Close())
	network := conn.LocalAddr().Network()
	fmt.Println(network, "took 1000 writes of 100 bytes")
}

// ANCHOR_END: fill
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: both
	line, err := net.Dial("tcp", os.Args[1])
	check(err)
	_, err = io.ReadFull(line, make([]byte, len("ready")))
	check(err)
	box, err := net.Dial("udp", os.Args[1])
	check(err)
	fill(box)
	fill(line)
	// ANCHOR_END: both
}
