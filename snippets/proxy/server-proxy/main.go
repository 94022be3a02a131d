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
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	// ANCHOR: accept
	for {
		client, err := listener.Accept()
		check(err)
		server, err := net.Dial("tcp", os.Args[2])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			client.Close()
			continue
		}
		go join(client.(*net.TCPConn), server.(*net.TCPConn))
	}
	// ANCHOR_END: accept
}
