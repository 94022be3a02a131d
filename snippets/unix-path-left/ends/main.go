package main

import (
	"fmt"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: ends PATH")
		os.Exit(2)
	}
	// ANCHOR: bind
	sock, err := syscall.Socket(
		syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrUnix{Name: os.Args[1]}
	check("bind", syscall.Bind(sock, own))
	check("close", syscall.Close(sock))
	fmt.Println("had", own.Name, "and closed it")
	// ANCHOR_END: bind
}
