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

// ANCHOR: send
func send(conn int, text string) {
	for rest := []byte(text); len(rest) > 0; {
		n, err := syscall.Write(conn, rest)
		check("write", err)
		rest = rest[n:]
	}
}

// ANCHOR_END: send
func main() {
	// ANCHOR: listen
	server, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 5000}
	check("bind", syscall.Bind(server, own))
	check("listen", syscall.Listen(server, 1))
	// ANCHOR_END: listen
	// ANCHOR: first
	conn, _, err := syscall.Accept(server)
	check("accept", err)
	send(conn, "The first answer, loud and clear.")
	check("close", syscall.Close(conn))
	fmt.Println("closed the first connection")
	// ANCHOR_END: first
	// ANCHOR: second
	conn, _, err = syscall.Accept(server)
	check("accept", err)
	check("close", syscall.Close(server))
	fmt.Println("closed the listener")
	send(conn, "The listener is closed, and I still talk.")
	check("close", syscall.Close(conn))
	fmt.Println("closed the second connection")
	// ANCHOR_END: second
}
