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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		fmt.Println(conn.LocalAddr(), "<-", conn.RemoteAddr())
		buf := make([]byte, 1024)
		n, err := conn.Read(buf)
		for err == nil {
			_, err = conn.Write(buf[:n])
			check(err)
			n, err = conn.Read(buf)
		}
		if err != io.EOF {
			check(err)
		}
		check(conn.Close())
	}
}
