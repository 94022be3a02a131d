package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ask(conn net.Conn, first, most time.Duration) (
	string, error) {
	buf := make([]byte, 100)
	for delay := first; delay <= most; delay *= 2 {
		if _, err := conn.Write([]byte("ping")); err != nil {
			return "", err
		}
		limit := time.Now().Add(delay)
		if err := conn.SetReadDeadline(limit); err != nil {
			return "", err
		}
		n, err := conn.Read(buf)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return string(buf[:n]), err
		}
	}
	return "", errors.New("no answer")
}

func main() {
	conn, err := net.Dial("udp", os.Args[1])
	check(err)
	first, err := time.ParseDuration(os.Args[2])
	check(err)
	most, err := time.ParseDuration(os.Args[3])
	check(err)
	answer, err := ask(conn, first, most)
	check(err)
	fmt.Printf("got %q\n", answer)
}
