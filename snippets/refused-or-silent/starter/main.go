package main

import (
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
	addresses := os.Args[2:]
	found := make([]string, len(addresses))
	for i, address := range addresses {
		found[i] = look(address)
	}
	report, err := net.Dial("tcp", os.Args[1])
	check(err)
	for i, address := range addresses {
		_, err := fmt.Fprintln(report, address, found[i])
		check(err)
	}
	check(report.Close())
}
