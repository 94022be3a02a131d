package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

// ask returns what the server says.
func ask(address string) ([]byte, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return io.ReadAll(conn)
}

func main() {
	text, err := ask(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("got %q\n", text)
}
