package main

import (
	"errors"
	"fmt"
	"io/fs"
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
		fmt.Fprintln(os.Stderr, "usage: tidy PATH")
		os.Exit(2)
	}
	// ANCHOR: tidy
	err := os.Remove(os.Args[1])
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		check(err)
	}
	listener, err := net.Listen("unix", os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	fmt.Println("somebody came to", conn.LocalAddr())
	check(listener.Close())
	_, err = os.Stat(os.Args[1])
	fmt.Println("path gone:", errors.Is(err, fs.ErrNotExist))
	// ANCHOR_END: tidy
}
