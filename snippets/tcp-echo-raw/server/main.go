package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR: echo
func echo(conn int) error {
	buf := make([]byte, 32)
	n, err := syscall.Read(conn, buf)
	for n > 0 && err == nil {
		fmt.Printf("read %d bytes: %q\n", n, buf[:n])
		if _, err = syscall.Write(conn, buf[:n]); err == nil {
			n, err = syscall.Read(conn, buf)
		}
	}
	return err
}

// ANCHOR_END: echo
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	port, err := strconv.Atoi(os.Args[1])
	check("port", err)
	// ANCHOR: listen
	listener, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{Port: port} // Addr: 0.0.0.0
	check("bind", syscall.Bind(listener, own))
	check("listen", syscall.Listen(listener, 5))
	// ANCHOR_END: listen
	// ANCHOR: accept
	for {
		conn, who, err := syscall.Accept(listener)
		check("accept", err)
		fmt.Println("client", who.(*syscall.SockaddrInet4).Addr)
		if err := echo(conn); err != nil {
			fmt.Fprintln(os.Stderr, "echo:", err)
		}
		check("close", syscall.Close(conn))
	}
	// ANCHOR_END: accept
}
