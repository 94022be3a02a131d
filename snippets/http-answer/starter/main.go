package main

import (
	"fmt"
	"io"
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

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	_, err = io.WriteString(conn, "GET "+os.Args[2]+" HTTP/1.1"+
		"\r\nHost: "+os.Args[1]+"\r\n\r\n")
	check(err)
	answer, err := io.ReadAll(conn)
	check(err)
	head, page, _ := strings.Cut(string(answer), "\r\n\r\n")
	status := strings.Fields(head)[1]
	fmt.Printf("%s %q\n", status, page)
}
