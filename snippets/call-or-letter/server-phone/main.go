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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	// ANCHOR: read
	phone, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	call, err := phone.Accept()
	check(err)
	_, err = phone.Accept() // it rings again: all is said
	check(err)
	buf := make([]byte, 1500)
	n, err := call.Read(buf)
	check(err)
	fmt.Printf("heard %q\n", buf[:n])
	// ANCHOR_END: read
}
