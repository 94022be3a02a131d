package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
)

const most = 100

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// readLine returns a line without its end, and whether it was
// too long; of one that was, it keeps the beginning.
func readLine(in *bufio.Reader) (string, bool, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n') // as far as it fits
		room := most + len("\r\n") - len(line)
		line = append(line, part[:min(len(part), room)]...)
		if err == bufio.ErrBufferFull {
			continue // the line goes on
		}
		if err != nil {
			return "", false, err
		}
		break
	}
	text := strings.TrimSuffix(string(line), "\n")
	text = strings.TrimSuffix(text, "\r")
	return text, len(text) > most, nil
}

func serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		line, long, err := readLine(in)
		if err != nil {
			return
		}
		if long {
			fmt.Fprint(conn, "500 too long\r\n")
		} else {
			fmt.Fprintf(conn, "250 %d bytes\r\n", len(line))
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
