package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	listener, err := net.Listen("tcp", ":1060")
	check(err)
	conn, err := listener.Accept()
	check(err)
	// ANCHOR: receive
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		message, err := strconv.Unquote(lines.Text())
		if err != nil {
			fmt.Printf("no message: %q\n", lines.Text())
			continue
		}
		fmt.Printf("message: %q\n", message)
	}
	check(lines.Err())
	// ANCHOR_END: receive
}
