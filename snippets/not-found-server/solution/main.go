package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func answer(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	first, err := in.ReadString('\n')
	for line := first; line != "\r\n" && err == nil; {
		line, err = in.ReadString('\n')
	}
	if err != nil {
		return // there is nobody left to answer
	}
	status := "501 Not Implemented"
	if strings.HasPrefix(first, "GET ") {
		status = "404 Not Found"
	}
	date := time.Now().UTC().Format(http.TimeFormat)
	fmt.Fprintf(conn, "HTTP/1.0 %s\r\nDate: %s\r\n\r\n",
		status, date)
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go answer(conn)
	}
}
