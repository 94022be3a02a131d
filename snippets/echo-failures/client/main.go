package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

// ANCHOR: advise
func advise(err error) string {
	var name *net.DNSError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Is the server running?"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "The server hung up too early."
	case errors.As(err, &name) && name.IsNotFound:
		return "Check the name."
	}
	return "Is that an address?"
}

// ANCHOR_END: advise
// ANCHOR: echo
func echo(address, message string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, message); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	reply := make([]byte, len(message))
	n, err := io.ReadFull(conn, reply)
	if err != nil {
		return fmt.Errorf("after %d bytes: %w", n, err)
	}
	fmt.Printf("%q\n", reply)
	return nil
}

// ANCHOR_END: echo
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client HOST:PORT TEXT")
		os.Exit(2)
	}
	if err := echo(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		fmt.Fprintln(os.Stderr, advise(err))
		os.Exit(1)
	}
}
