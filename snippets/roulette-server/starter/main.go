package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func play(conn net.Conn) {
	defer conn.Close()
	chips := 100
	fmt.Fprint(conn, "220 you have 100 chips\r\n")
	buf := make([]byte, 1000)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		switch strings.TrimSpace(string(buf[:n])) {
		case "STATUS":
			fmt.Fprintf(conn, "211 %d chips\r\n", chips)
		case "QUIT":
			fmt.Fprint(conn, "221 good bye\r\n")
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		play(conn)
	}
}
