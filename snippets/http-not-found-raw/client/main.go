package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT TEXT...")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	// ANCHOR: pieces
	for _, piece := range os.Args[2:] {
		_, err := io.WriteString(conn, piece)
		check(err)
		time.Sleep(50 * time.Millisecond)
	}
	_, err = io.WriteString(conn, "\r\n\r\n")
	check(err)
	// ANCHOR_END: pieces
	// ANCHOR: reply
	in := bufio.NewReader(conn)
	reply, err := http.ReadResponse(in, nil)
	check(err)
	date, err := http.ParseTime(reply.Header.Get("Date"))
	check(err)
	fmt.Println(reply.Status)
	fmt.Println("server:", reply.Header.Get("Server"))
	fmt.Println("fresh:", time.Since(date).Abs() < time.Minute)
	// ANCHOR_END: reply
	check(conn.Close())
}
