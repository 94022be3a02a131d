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
	// ANCHOR: main
	conn, err := net.Dial("udp", "127.0.0.1:1060")
	check(err)
	defer conn.Close()
	_, err = conn.Write([]byte("6 times 7?"))
	check(err)
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	check(err)
	fmt.Printf("%q from %v\n", buf[:n], conn.RemoteAddr())
	// ANCHOR_END: main
}
