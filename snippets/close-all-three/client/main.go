package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: call
func call(address string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answer, err := io.ReadAll(conn) // until its end
	if err != nil {
		return err
	}
	fmt.Printf("%q\n", answer)
	return nil
}

// ANCHOR_END: call
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: three
	check(call(os.Args[1]))
	check(call(os.Args[1]))
	fmt.Println("third call:", call(os.Args[1]))
	// ANCHOR_END: three
}
