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
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client NAME PORT")
		os.Exit(2)
	}
	// ANCHOR: walk
	list, err := net.LookupHost(os.Args[1])
	check(err)
	for _, ip := range list {
		to := net.JoinHostPort(ip, os.Args[2])
		conn, err := net.Dial("udp", to)
		if err != nil {
			fmt.Println("no socket for", to)
			continue
		}
		n, err := conn.Write([]byte("Good morning!"))
		check(err)
		fmt.Println("sent", n, "bytes to", to)
		return
	}
	// ANCHOR_END: walk
	fmt.Fprintln(os.Stderr, "no address worked")
	os.Exit(1)
}
