package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// line reads a line, and takes its end off.
func line(from *bufio.Reader) string {
	text, err := from.ReadString('\n')
	check(err)
	return strings.TrimRight(text, "\r\n")
}

// header reads up to the empty line, and returns the length.
func header(from *bufio.Reader) int {
	length := 0
	for field := line(from); field != ""; field = line(from) {
		name, value, _ := strings.Cut(field, ":")
		if strings.EqualFold(name, "Content-Length") {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			check(err)
			length = n
		}
	}
	return length
}

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	_, err = io.WriteString(conn, "GET "+os.Args[2]+" HTTP/1.1"+
		"\r\nHost: "+os.Args[1]+"\r\n\r\n")
	check(err)
	from := bufio.NewReader(conn)
	_, status, _ := strings.Cut(line(from), " ")
	status, _, _ = strings.Cut(status, " ")
	length := header(from)
	page := make([]byte, length)
	_, err = io.ReadFull(from, page)
	check(err)
	fmt.Printf("%s %q\n", status, page)
}
