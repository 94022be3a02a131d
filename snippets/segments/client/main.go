package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: mss
func maxSegment(conn *net.TCPConn) (size int) {
	raw, err := conn.SyscallConn()
	check(err)
	err = raw.Control(func(fd uintptr) {
		size, err = syscall.GetsockoptInt(int(fd),
			syscall.IPPROTO_TCP, syscall.TCP_MAXSEG)
		check(err)
	})
	check(err)
	return size
}

// ANCHOR_END: mss
func main() {
	// ANCHOR: main
	const roundTrip = 40 * time.Millisecond
	began := time.Now()
	conn, err := net.Dial("tcp", "server:1060")
	check(err)
	dialled := time.Since(began)
	fmt.Println("dial took a round trip:", dialled >= roundTrip)
	tcp := conn.(*net.TCPConn)
	fmt.Println("a segment holds", maxSegment(tcp), "bytes")

	letter := strings.Repeat("Dear server, ", 300)
	n, err := io.WriteString(tcp, letter)
	fmt.Println("write:", n, err)
	check(tcp.CloseWrite())
	answer, err := io.ReadAll(tcp)
	check(err)
	fmt.Printf("answer: %q\n", answer)
	took := time.Since(began)
	fmt.Println("two round trips:", took >= 2*roundTrip)
	check(conn.Close())
	// ANCHOR_END: main
}
