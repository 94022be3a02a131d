package main

import (
	"bufio"
	"fmt"
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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		// ANCHOR: answer
		in := bufio.NewScanner(conn)
		for in.Scan() && in.Text() != "bye" {
			fmt.Printf("%q\n", in.Text())
			fmt.Fprintf(conn, "Heard: %q\n", in.Text())
		}
		// ANCHOR_END: answer
		check(conn.Close())
	}
}
