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

// Talks to the server as if there were no TLS.
func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	_, err = io.WriteString(conn, "Good morning!")
	check(err)
	answer, _ := io.ReadAll(conn)
	fmt.Printf("%q\n", answer)
}
