package main

import (
	"bufio"
	"fmt"
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

// ask sends a command, and says what became of it.
func ask(conn net.Conn, in *bufio.Reader, command string) (
	string, error) {
	_, err := fmt.Fprintf(conn, "%s\r\n", command)
	if err != nil {
		return "", err
	}
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	if strings.Contains(line, "ok") {
		return "done", nil
	}
	return "refused", nil
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
