package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: fetch
func fetch(to string, buf []byte) (size, reads int) {
	conn, err := net.Dial("tcp", to)
	check(err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\n"+
		"Host: www\r\nConnection: close\r\n\r\n")
	check(err)
	for {
		n, err := conn.Read(buf)
		if err == io.EOF {
			return size, reads
		}
		check(err)
		size += n
		reads++
	}
}

// ANCHOR_END: fetch
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT")
		os.Exit(2)
	}
	// ANCHOR: compare
	buf := make([]byte, 16384)
	size, first := fetch(os.Args[1], buf)
	fmt.Println(size, "bytes")
	for range 100 {
		again, reads := fetch(os.Args[1], buf)
		if reads != first {
			fmt.Println(again, "bytes, not in as many reads")
			return
		}
	}
	fmt.Println("always in as many reads")
	// ANCHOR_END: compare
}
