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

func main() {
	// ANCHOR: dial
	conn, err := net.Dial(os.Args[1], os.Args[2])
	check(err)
	defer conn.Close()
	reply, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("the server's door: %s", reply)
	// ANCHOR_END: dial
}
