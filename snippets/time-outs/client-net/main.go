package main

import (
	"errors"
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
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	defer conn.Close()
	// ANCHOR: time
	limit := time.Now().Add(250 * time.Millisecond)
	check(conn.SetReadDeadline(limit))
	for range 2 {
		_, err = conn.Read(make([]byte, 100))
		late := errors.Is(err, os.ErrDeadlineExceeded)
		fmt.Println("time is up:", late)
	}
	fmt.Println("after the deadline:", time.Now().After(limit))
	// ANCHOR_END: time
}
