package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const address = "127.0.0.1:1060"

func say(conn net.Conn, text string) error {
	_, err := io.WriteString(conn, text)
	return err
}

// thanked expects the answer and its end.
func thanked(conn net.Conn) error {
	if err := expect(conn, []byte("thanks\n")); err != nil {
		return err
	}
	return expectEnd(conn)
}

// more sends far more than a line, and all with one call, so
// that it is there when the line is. That not all of it is taken
// is no fault yet: the answer is what counts.
func more(conn net.Conn) error {
	line := append([]byte("good morning\n"), make([]byte, 100_000)...)
	conn.Write(line)
	finish(conn)
	return thanked(conn)
}

// endless sends until it is cut off.
func endless(conn net.Conn) error {
	until := time.Now().Add(patience)
	conn.SetDeadline(until)
	for {
		_, err := conn.Write(make([]byte, 1000))
		if e, ok := err.(net.Error); ok && e.Timeout() {
			return errors.New("expected to be cut off, " +
				"and it is still read")
		}
		if err != nil {
			return nil
		}
		if time.Now().After(until) {
			return errors.New("expected to be cut off, " +
				"and it is still read")
		}
		time.Sleep(time.Millisecond)
	}
}

// half sends no whole line.
func half(conn net.Conn) error {
	if err := say(conn, "good mor"); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// another comes while the first one goes on.
func another() error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	wait(conn)
	conn.SetReadDeadline(time.Now().Add(patience / 8))
	if err := say(conn, "And I?\n"); err != nil {
		return err
	}
	text := make([]byte, len("thanks\n"))
	if _, err := io.ReadFull(conn, text); err != nil {
		return fmt.Errorf("expected thanks, got %s", ending(err))
	}
	return nil
}

func try(property string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	switch property {
	case "half-a-line":
		return half(conn)
	case "more-was-sent":
		return more(conn)
	}
	if err := say(conn, "good morning\n"); err != nil {
		return err
	}
	switch property {
	case "thanks":
		if err := finish(conn); err != nil {
			return err
		}
		return thanked(conn)
	case "never-stops":
		return endless(conn)
	case "next":
		if err := expect(conn, []byte("thanks\n")); err != nil {
			return err
		}
		return another()
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
