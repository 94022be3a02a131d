package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: handle
func handle(conn net.Conn) {
	defer conn.Close()
	time.Sleep(500 * time.Millisecond) // the work
	fmt.Fprintln(conn, "done")
}

// ANCHOR_END: handle
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT MOST")
		os.Exit(2)
	}
	most, err := strconv.Atoi(os.Args[2])
	check(err)
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	// ANCHOR: serve
	busy := make(chan bool, most)
	for {
		conn, err := listener.Accept()
		check(err)
		busy <- true
		go func() {
			handle(conn)
			<-busy
		}()
	}
	// ANCHOR_END: serve
}
