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
	passive, err := net.Listen("tcp4", "127.0.0.1:1060")
	check(err)
	fmt.Println("passive", passive.Addr(), "and nobody")
	active := make([]net.Conn, 3)
	for i := range active {
		active[i], err = passive.Accept()
		check(err)
	}
	for _, conn := range active {
		fmt.Println("active ", conn.LocalAddr(), "and",
			conn.RemoteAddr())
	}
	for _, conn := range active {
		_, err := fmt.Fprintln(conn, "you are",
			conn.RemoteAddr())
		check(err)
		check(conn.Close())
	}
	// ANCHOR_END: main
}
