package main

import (
	"fmt"
	"net"
	"os"
)

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
	for _, end := range []struct{ network, address string }{
		{"tcp", "127.0.0.1:5432"},
		{"tcp", "127.0.0.1:5432"},
		{"udp", "127.0.0.1:5432"},
		{"tcp", "127.0.0.2:5432"},
		{"tcp", "[::1]:5432"},
		{"tcp", "127.0.0.1:65536"},
	} {
		err := listen(end.network, end.address)
		if err != nil {
			fmt.Println("no:", err)
			continue
		}
		fmt.Println(end.network, end.address, "is ours")
	}
	// ANCHOR_END: take
	// ANCHOR: zero
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("for port 0 we got", listener.Addr())
	// ANCHOR_END: zero
	_, err = listener.Accept() // nobody calls: keep the ports
	fmt.Fprintln(os.Stderr, err)
}
