package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

const most = 100

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	in.Buffer(make([]byte, most), most)
	for in.Scan() {
		fmt.Fprintf(conn, "250 %d bytes\r\n", len(in.Text()))
	}
	check(in.Err())
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn)
	}
}
