package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
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
	var failure net.Error
	switch {
	case err == nil:
		conn.Close()
		return "open"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &failure) && failure.Timeout():
		return "silent"
	}
	return "error"
}

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	var addresses []string
	in := bufio.NewScanner(conn)
	for in.Scan() && in.Text() != "" {
		addresses = append(addresses, in.Text())
	}
	found := make([]string, len(addresses))
	done := make(chan bool)
	for i, address := range addresses {
		go func() {
			found[i] = look(address)
			done <- true
		}()
	}
	for range addresses {
		<-done
	}
	for i, address := range addresses {
		_, err := fmt.Fprintln(conn, address, found[i])
		check(err)
	}
	check(conn.Close())
}
