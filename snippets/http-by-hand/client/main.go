package main

import (
	"bytes"
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
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client NAME PORT")
		os.Exit(2)
	}
	name, port := os.Args[1], os.Args[2]
	// ANCHOR: connect
	list, err := net.LookupHost(name)
	check(err)
	var conn net.Conn
	for _, ip := range list {
		fmt.Println("trying", ip)
		conn, err = net.Dial("tcp", net.JoinHostPort(ip, port))
		if err == nil {
			break
		}
		fmt.Println(err)
	}
	check(err)
	fmt.Println("connected to", conn.RemoteAddr())
	// ANCHOR_END: connect
	// ANCHOR: request
	_, err = io.WriteString(conn, "GET / HTTP/1.1\r\n"+
		"Host: "+name+"\r\nConnection: close\r\n\r\n")
	check(err)
	// ANCHOR_END: request
	// ANCHOR: receive
	page, buf := []byte{}, make([]byte, 16384)
	for err == nil {
		var n int
		n, err = conn.Read(buf)
		page = append(page, buf[:n]...)
	}
	if err != io.EOF {
		check(err)
	}
	// ANCHOR_END: receive
	// ANCHOR: page
	head, body, _ := bytes.Cut(page, []byte("\r\n\r\n"))
	fmt.Printf("%q\n%d bytes of page\n", head, len(body))
	// ANCHOR_END: page
}
