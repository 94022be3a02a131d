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
	conn, err := net.Dial("udp", os.Args[1])
	check(err)
	_, err = conn.Write([]byte("Good morning!"))
	check(err)
	buf := make([]byte, 1500)
	n, err := conn.Read(buf)
	check(err)
	fmt.Printf("got %q\n", buf[:n])
}
