package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client PEER NOBODY")
		os.Exit(2)
	}
	// ANCHOR: error
	_, err := net.Dial("tcp", os.Args[2])
	var errno syscall.Errno
	if errors.As(err, &errno) {
		fmt.Printf("error %d: %v\n", int(errno), err)
	}
	// ANCHOR_END: error
	// ANCHOR: names
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	fmt.Println("local: ", conn.LocalAddr())
	fmt.Println("remote:", conn.RemoteAddr())
	raw, err := conn.(*net.TCPConn).SyscallConn()
	check(err)
	check(raw.Control(func(fd uintptr) {
		fmt.Println("descriptor above 2:", int(fd) > 2)
	}))
	// ANCHOR_END: names
	// ANCHOR: wait
	buf := make([]byte, 100)
	soon := time.Now().Add(50 * time.Millisecond)
	check(conn.SetReadDeadline(soon))
	_, err = conn.Read(buf)
	late := errors.Is(err, os.ErrDeadlineExceeded)
	fmt.Println("nothing yet:", late)
	check(conn.SetReadDeadline(time.Time{}))
	_, err = io.WriteString(conn, "Greetings")
	check(err)
	n, err := conn.Read(buf)
	check(err)
	fmt.Printf("now: %q\n", buf[:n])
	// ANCHOR_END: wait
	check(conn.Close())
}
