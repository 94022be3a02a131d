package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// ask returns what the server at an address says.
func ask(address string) ([]byte, error) {
	conn, err := net.DialTimeout("tcp", address, time.Second/2)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	err = conn.SetDeadline(time.Now().Add(time.Second / 2))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(conn)
	if err == nil && len(text) == 0 {
		err = io.ErrUnexpectedEOF
	}
	return text, err
}

func main() {
	list, err := net.LookupHost(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, ip := range list {
		text, err := ask(net.JoinHostPort(ip, os.Args[2]))
		if err == nil {
			fmt.Printf("got %q\n", text)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "nobody answered")
	os.Exit(1)
}
