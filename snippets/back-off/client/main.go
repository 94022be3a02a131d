package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// ANCHOR: ask
func ask(conn net.Conn, buf []byte) (int, error) {
	for delay := 100 * time.Millisecond; ; delay *= 2 {
		if delay > 2*time.Second {
			return 0, errors.New("no answer; is it down?")
		}
		_, err := conn.Write([]byte("ping"))
		if err != nil {
			return 0, err
		}
		err = conn.SetReadDeadline(time.Now().Add(delay))
		if err != nil {
			return 0, err
		}
		n, err := conn.Read(buf)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		fmt.Println("nothing within", delay)
	}
}

// ANCHOR_END: ask
func main() {
	// ANCHOR: main
	conn, err := net.Dial("udp", os.Args[1])
	buf := make([]byte, 100)
	var n int
	if err == nil {
		n, err = ask(conn, buf)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("answer: %q\n", buf[:n])
	// ANCHOR_END: main
}
