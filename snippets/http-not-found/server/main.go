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

// ANCHOR: answer
func answer(conn net.Conn) error {
	defer conn.Close()
	in := bufio.NewReader(conn)
	first, err := in.ReadString('\n')
	for line := first; line != "\r\n" && err == nil; {
		line, err = in.ReadString('\n')
	}
	if err != nil {
		return err
	}
	status := "501 Not Implemented"
	if strings.HasPrefix(first, "GET ") {
		status = "404 Not Found"
	}
	fmt.Printf("%q: %s\n", first, status)
	now := time.Now().UTC().Format(http.TimeFormat)
	_, err = fmt.Fprintf(conn, "HTTP/1.0 %s\r\nDate: %s\r\n"+
		"Server: Both-Ends\r\n\r\n", status, now)
	return err
}

// ANCHOR_END: answer
func main() {
	// ANCHOR: listen
	listener, err := net.Listen("tcp", ":8080")
	for err == nil {
		var conn net.Conn
		if conn, err = listener.Accept(); err == nil {
			if err := answer(conn); err != nil {
				fmt.Fprintln(os.Stderr, "answer:", err)
			}
		}
	}
	// ANCHOR_END: listen
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
