package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"time"
)

func check(call string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", call, err)
		os.Exit(1)
	}
}

// ANCHOR: answer
func answer(conn int) error {
	data, buf := []byte{}, make([]byte, 8192)
	for !bytes.Contains(data, []byte("\r\n\r\n")) {
		n, err := syscall.Read(conn, buf)
		if n <= 0 || err != nil {
			return fmt.Errorf("only %q, %v", data, err)
		}
		data = append(data, buf[:n]...)
	}
	status := "501 Not Implemented"
	if bytes.HasPrefix(data, []byte("GET ")) {
		status = "404 Not Found"
	}
	now := time.Now().UTC().Format(http.TimeFormat)
	_, err := syscall.Write(conn, []byte("HTTP/1.0 "+status+
		"\r\nDate: "+now+"\r\nServer: Both-Ends\r\n\r\n"))
	return err
}

// ANCHOR_END: answer
func main() {
	// ANCHOR: listen
	sock, err := syscall.Socket(
		syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	check("socket", err)
	own := &syscall.SockaddrInet6{Port: 8080} // Addr: ::
	check("bind", syscall.Bind(sock, own))
	check("listen", syscall.Listen(sock, 10))
	for {
		conn, _, err := syscall.Accept(sock)
		check("accept", err)
		if err := answer(conn); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		check("close", syscall.Close(conn))
	}
	// ANCHOR_END: listen
}
