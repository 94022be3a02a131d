package main

import (
	"fmt"
	"io"
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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: both
	silent, err := net.Dial("tcp", os.Args[1])
	check(err)
	asking, err := net.Dial("tcp", os.Args[1])
	check(err)
	start := time.Now()
	_, err = io.WriteString(asking, "GET / HTTP/1.0\r\n")
	check(err)
	reply, err := io.ReadAll(asking)
	check(err)
	fmt.Printf("asked, and got %q\n", reply)
	quick := time.Since(start) < time.Second
	fmt.Println("in less than a second:", quick)
	reply, err = io.ReadAll(silent)
	fmt.Printf("was silent, and got %q, %v\n", reply, err)
	// ANCHOR_END: both
}
