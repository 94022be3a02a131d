package main

import (
	"errors"
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

func connect() int {
	fd, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check("fdet", err)
	check("connect", syscall.Connect(fd, &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 1060}))
	return fd
}

func main() {
	sock := connect()
	// ANCHOR: cases
	check("setsockopt", syscall.SetsockoptTimeval(
		sock, syscall.SOL_SOCKET, syscall.SO_SNDTIMEO,
		&syscall.Timeval{Usec: 200_000}))
	n, err := syscall.Write(sock, make([]byte, 1000))
	fmt.Println("all taken:", n == 1000, err)
	message := make([]byte, 16<<20)
	sent, err := syscall.Write(sock, message)
	fmt.Println("a part taken:", 0 < sent && sent < 16<<20, err)
	for err == nil || errors.Is(err, syscall.EINTR) {
		n, err = syscall.Write(sock, message[sent:])
		sent += max(n, 0) // -1 with an error
	}
	fmt.Println("nothing taken:", n, err)
	// ANCHOR_END: cases
	connect() // a second time: now the server reads
	// ANCHOR: rest
	for sent < len(message) {
		n, err := syscall.Write(sock, message[sent:])
		if !errors.Is(err, syscall.EINTR) { // else a signal
			check("write", err)
			sent += n
		}
	}
	fmt.Println("sent", sent, "of", len(message))
	// ANCHOR_END: rest
	check("close", syscall.Close(sock))
}
