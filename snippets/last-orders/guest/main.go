package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	// The signal comes for all that stay, and is not for us.
	signal.Ignore(syscall.SIGTERM)
	// ANCHOR: guest
	conn, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	for _, order := range os.Args[1:] {
		_, err = fmt.Fprintln(conn, order)
		check(err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	fmt.Printf("got %q, %v\n", answer, err)
	// ANCHOR_END: guest
}
