package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func sendAll(sock int, message []byte) error {
	_, err := syscall.Write(sock, message)
	return err
}

// connect makes a socket on which a write waits for 0.2 s at
// most.
func connect() int {
	sock, err := syscall.Socket(
		syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check(err)
	check(syscall.SetsockoptInt(
		sock, syscall.SOL_SOCKET, syscall.SO_SNDBUF, 1<<16))
	check(syscall.SetsockoptTimeval(
		sock, syscall.SOL_SOCKET, syscall.SO_SNDTIMEO,
		&syscall.Timeval{Usec: 200_000}))
	check(syscall.Connect(sock, &syscall.SockaddrInet4{
		Addr: [4]byte{127, 0, 0, 1}, Port: 7}))
	return sock
}

func main() {
	lines, err := strconv.Atoi(os.Args[1])
	check(err)
	line := []byte("all of it, in order\n")
	message := bytes.Repeat(line, lines)
	sock := connect()
	check(sendAll(sock, message))
	fmt.Println("sent", len(message), "bytes")
	check(syscall.Close(sock))
}
