package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

// ANCHOR: echo
// Echo says what it heard, line by line.
type Echo struct{}

func (Echo) Handle(conn net.Conn) error {
	in := bufio.NewScanner(conn)
	for in.Scan() {
		fmt.Printf("input: %q\n", in.Text())
		_, err := fmt.Fprintf(conn, "Heard: %q\n", in.Text())
		if err != nil {
			return err
		}
	}
	return in.Err()
}

// ANCHOR_END: echo
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT")
		os.Exit(2)
	}
	// ANCHOR: main
	listener, err := net.Listen("tcp", os.Args[1])
	if err == nil {
		fmt.Println("starting at", listener.Addr())
		err = NewServer(listener, Echo{}).Serve()
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
	// ANCHOR_END: main
}
