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

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	defer conn.Close()
	_, err = io.WriteString(conn, os.Args[2])
	check(err)
	answer, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("answer %q\n", answer)
}
