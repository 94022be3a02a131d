package main

import (
	"context"
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
// small gives the socket a small receive buffer. What it
// accepts inherits that.
func small(_, _ string, raw syscall.RawConn) error {
	var err error
	outer := raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd),
			syscall.SOL_SOCKET, syscall.SO_RCVBUF, 8192)
	})
	if outer != nil {
		return outer
	}
	return err
}

// ANCHOR_END: small
func main() {
	config := net.ListenConfig{Control: small}
	listener, err := config.Listen(
		context.Background(), "tcp", ":1060")
	check(err)
	// ANCHOR: read
	conn, err := listener.Accept()
	check(err)
	bell, err := listener.Accept()
	check(err)
	n, err := io.Copy(io.Discard, conn)
	check(err)
	fmt.Println(n, "bytes in all")
	check(bell.Close())
	// ANCHOR_END: read
}
