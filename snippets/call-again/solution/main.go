package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ask returns what the server says.
func ask(address string) ([]byte, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return io.ReadAll(conn)
}

// passing says whether an error may be over in a moment.
func passing(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) ||
		errors.Is(err, syscall.ECONNRESET)
}

func main() {
	first, err := time.ParseDuration(os.Args[2])
	check(err)
	most, err := time.ParseDuration(os.Args[3])
	check(err)
	text, err := ask(os.Args[1])
	for delay := first; passing(err); delay *= 2 {
		if delay > most {
			check(fmt.Errorf("gave up: %w", err))
		}
		time.Sleep(delay)
		text, err = ask(os.Args[1])
	}
	check(err)
	fmt.Printf("got %q\n", text)
}
