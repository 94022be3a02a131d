package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// reply reads one reply to its end, and returns its code.
func reply(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	if len(line) < 4 {
		return "", errors.New("a reply without a code")
	}
	return line[:3], nil
}

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	in := bufio.NewReader(conn)
	for _, command := range os.Args[2:] {
		_, err := fmt.Fprintf(conn, "%s\r\n", command)
		check(err)
		code, err := reply(in)
		check(err)
		fmt.Println(command, "->", code)
	}
	check(conn.Close())
}
