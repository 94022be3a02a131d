package main

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR: receive
func receive(conn, length int) ([]byte, error) {
	buf := make([]byte, length)
	got := 0
	for got < length {
		n, err := syscall.Read(conn, buf[got:])
		if err != nil {
			return buf[:got], err
		}
		if n == 0 {
			return buf[:got], io.ErrUnexpectedEOF
		}
		got += n
	}
	return buf, nil
}

// ANCHOR_END: receive
func main() {
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{Port: 1060}
	check("bind", syscall.Bind(sock, own))
	check("listen", syscall.Listen(sock, 5))
	for {
		conn, _, err := syscall.Accept(sock)
		check("accept", err)
		text, err := receive(conn, 10)
		fmt.Printf("%q %v\n", text, err)
		check("close", syscall.Close(conn))
	}
}
