package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: small
func small(_, _ string, c syscall.RawConn) error {
	var err error
	failed := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd),
			syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096)
	})
	return errors.Join(failed, err)
}

// ANCHOR_END: small
func main() {
	// ANCHOR: main
	dialer := net.Dialer{Control: small}
	conn, err := dialer.Dial("tcp", "127.0.0.1:1060")
	check(err)
	bell, err := net.Dial("tcp", "127.0.0.1:1060")
	check(err)
	_, err = io.ReadAll(bell)
	check(err)
	fmt.Println("the server has closed; I begin to read")
	all, err := io.ReadAll(conn)
	check(err)
	fmt.Println("read", len(all), "bytes")
	// ANCHOR_END: main
}
