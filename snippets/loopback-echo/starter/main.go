package main

import (
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

// echo sends back what comes.
func echo(conn net.Conn) error {
	var message []byte
	buf := make([]byte, 16)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return err
		}
		message = append(message, buf[:n]...)
		if n < len(buf) {
			break
		}
	}
	_, err := conn.Write(message)
	return err
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		check(echo(conn))
	}
}
