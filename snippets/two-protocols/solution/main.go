package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
)

const web = "GET "

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// isWeb looks at as few bytes as it takes to know.
func isWeb(in *bufio.Reader) (bool, error) {
	for n := 1; n <= len(web); n++ {
		start, err := in.Peek(n)
		if err != nil {
			return false, err
		}
		if start[n-1] != web[n-1] {
			return false, nil
		}
	}
	return true, nil
}

func serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	isWeb, err := isWeb(in)
	for err == nil {
		var line string
		line, err = in.ReadString('\n')
		line = strings.TrimRight(line, "\r\n")
		switch {
		case err != nil:
		case !isWeb:
			_, err = fmt.Fprintf(conn, "Heard: %q\n", line)
		case line == "":
			fmt.Fprint(conn, "HTTP/1.0 200 OK\r\n\r\n")
			return
		}
	}
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
