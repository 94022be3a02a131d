package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(conn *net.TCPConn) {
	defer conn.Close()
	_, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return
	}
	fmt.Fprintln(conn, "thanks")
	conn.CloseWrite()
	conn.SetReadDeadline(time.Now().Add(time.Second / 2))
	io.Copy(io.Discard, conn)
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go serve(conn.(*net.TCPConn))
	}
}
