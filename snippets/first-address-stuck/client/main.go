package main

import (
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
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client NAME PORT")
		os.Exit(2)
	}
	// ANCHOR: walk
	list, err := net.LookupHost(os.Args[1])
	check(err)
	var conn net.Conn
	for _, ip := range list {
		to := net.JoinHostPort(ip, os.Args[2])
		fmt.Println("trying", to)
		conn, err = net.DialTimeout("tcp", to, 2*time.Second)
		if err == nil {
			break
		}
		fmt.Println(err)
	}
	check(err)
	// ANCHOR_END: walk
	fmt.Println("connected to", conn.RemoteAddr())
	check(conn.Close())
}
