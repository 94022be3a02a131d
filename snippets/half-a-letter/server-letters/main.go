package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"unicode/utf8"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: whole
// whole is how many bytes of b are whole characters.
func whole(b []byte) int {
	n := 0
	for n < len(b) && utf8.FullRune(b[n:]) {
		_, size := utf8.DecodeRune(b[n:])
		n += size
	}
	return n
}

// ANCHOR_END: whole
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server IP:PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	conn, err := listener.Accept()
	check(err)
	// ANCHOR: read
	buf := make([]byte, 8)
	kept := 0 // bytes of a character that has only begun
	for {
		n, err := conn.Read(buf[kept:])
		if err == io.EOF {
			break
		}
		check(err)
		have := buf[:kept+n]
		ready := whole(have)
		fmt.Printf("%q\n", have[:ready])
		copy(buf, have[ready:]) // to the front
		kept = len(have) - ready
	}
	fmt.Println("left over:", kept)
	// ANCHOR_END: read
}
