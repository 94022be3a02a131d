package main

import (
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
	addresses := os.Args[2:]
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
	report, err := net.Dial("tcp", os.Args[1])
	check(err)
	for i, address := range addresses {
		_, err := fmt.Fprintln(report, address, found[i])
		check(err)
	}
	check(report.Close())
}
