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
	// ANCHOR: main
	conn, err := net.Dial("udp", os.Args[1])
	check(err)
	defer conn.Close()
	fmt.Println("connected to", conn.RemoteAddr())
	limit := time.Now().Add(500 * time.Millisecond)
	check(conn.SetDeadline(limit))
	n, err := conn.Write([]byte("anybody there?"))
	fmt.Println("write:", n, err)
	_, err = conn.Read(make([]byte, 100))
	fmt.Println(err)
	// ANCHOR_END: main
}
