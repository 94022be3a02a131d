package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"time"
)

const within = 300 * time.Millisecond

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// look says what becomes of a call to that address.
func look(address string) string {
	conn, err := net.DialTimeout("tcp", address, within)
	if err != nil {
		return "silent"
	}
	conn.Close()
	return "open"
}

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	in := bufio.NewScanner(conn)
	var found []string
	for in.Scan() && in.Text() != "" {
		address := in.Text()
		found = append(found, address+" "+look(address))
	}
	for _, line := range found {
		_, err := fmt.Fprintln(conn, line)
		check(err)
	}
	check(conn.Close())
}
