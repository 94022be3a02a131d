package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	size, err := strconv.Atoi(os.Args[2])
	check(err)
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	defer conn.Close()
	buf := make([]byte, size)
	n, err := io.ReadFull(conn, buf)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		fmt.Fprintf(os.Stderr, "closed after %d of %d bytes\n",
			n, size)
		os.Exit(1)
	}
	check(err)
	fmt.Printf("got %q\n", buf)
}
