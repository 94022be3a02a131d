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

// talk answers the lines of one client.
func talk(conn net.Conn) {
	defer conn.Close()
	for in := bufio.NewScanner(conn); in.Scan(); {
		fmt.Fprintf(conn, "Heard: %q\n", in.Text())
		if in.Text() == "stop" {
			fmt.Println("all have gone")
			os.Exit(0)
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go talk(conn)
	}
}
