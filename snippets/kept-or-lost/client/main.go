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

// ANCHOR: send
func send(network, address string) {
	conn, err := net.Dial(network, address)
	check(err)
	message := make([]byte, 100)
	for range 1000 {
		_, err = conn.Write(message)
		check(err)
	}
	check(conn.Close())
	fmt.Println(network, "took 1000 writes of 100 bytes")
}

// ANCHOR_END: send
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: both
	send("udp", os.Args[1])
	send("tcp", os.Args[1])
	// ANCHOR_END: both
}
