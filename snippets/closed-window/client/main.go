package main

import (
	"errors"
	"fmt"
	"io"
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

func main() {
	conn, err := net.Dial("tcp", "server:1060")
	check(err)
	// ANCHOR: write
	check(conn.(*net.TCPConn).SetWriteBuffer(8192))
	message := make([]byte, 60_000)
	soon := time.Now().Add(time.Second)
	check(conn.SetWriteDeadline(soon))
	n, err := conn.Write(message)
	fmt.Println("a part taken:", 0 < n && n < len(message))
	late := errors.Is(err, os.ErrDeadlineExceeded)
	fmt.Println("and no more in a second:", late)
	// ANCHOR_END: write
	// ANCHOR: rest
	bell, err := net.Dial("tcp", "server:1060")
	check(err)
	check(conn.SetWriteDeadline(time.Time{}))
	_, err = conn.Write(message[n:])
	fmt.Println("the rest:", err)
	check(conn.Close())
	_, err = io.ReadAll(bell) // until the server is done
	check(err)
	// ANCHOR_END: rest
}
