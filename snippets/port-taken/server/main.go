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

// ANCHOR: listen
func listen(network, address string) error {
	if network == "udp" {
		_, err := net.ListenPacket(network, address)
		return err
	}
	_, err := net.Listen(network, address)
	return err
}

// ANCHOR_END: listen
func main() {
	// ANCHOR: take
	first, err := net.Listen("tcp", "127.0.0.1:5432")
	check(err)
	for _, end := range []struct{ network, address string }{
		{"tcp", "127.0.0.1:5432"},
		{"udp", "127.0.0.1:5432"},
		{"tcp", "127.0.0.2:5432"},
		{"tcp", "[::1]:5432"},
	} {
		err := listen(end.network, end.address)
		if err != nil {
			fmt.Println("no:", err)
			continue
		}
		fmt.Println(end.network, end.address, "is ours too")
	}
	// ANCHOR_END: take
	// ANCHOR: zero
	free, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println("for port 0 we got", free.Addr())
	// ANCHOR_END: zero
	for { // every client hears "ready", once all are taken
		conn, err := first.Accept()
		check(err)
		_, err = fmt.Fprint(conn, "ready")
		check(err)
	}
}
