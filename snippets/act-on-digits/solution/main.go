package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"time"
)

const tries = 3

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// final reads replies up to the last one, and returns its first
// digit.
func final(in *bufio.Reader) (int, error) {
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		code := 0
		fmt.Sscan(line, &code)
		if code < 100 || code > 599 {
			return 0, fmt.Errorf("no reply: %q", line)
		}
		if code >= 200 {
			return code / 100, nil
		}
	}
}

// ask sends a command, and again if it is told to.
func ask(conn net.Conn, in *bufio.Reader, command string) (
	string, error) {
	for try := 1; ; try++ {
		_, err := fmt.Fprintf(conn, "%s\r\n", command)
		if err != nil {
			return "", err
		}
		digit, err := final(in)
		switch {
		case err != nil:
			return "", err
		case digit == 2:
			return "done", nil
		case digit == 3:
			return "go on", nil
		case digit == 5:
			return "refused", nil
		case try == tries:
			return "given up", nil
		}
		time.Sleep(10 * time.Millisecond << try)
	}
}

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	in := bufio.NewReader(conn)
	for _, command := range os.Args[2:] {
		outcome, err := ask(conn, in, command)
		check(err)
		fmt.Println(command, outcome)
	}
	check(conn.Close())
}
