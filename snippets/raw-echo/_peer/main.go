package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
)

const address = "127.0.0.1:7"

// say sends a text and expects it back.
func say(conn net.Conn, text string) error {
	wait(conn)
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	return expect(conn, []byte(text))
}

// noMore sends two lengths, and looks for what came of them.
func noMore(conn net.Conn) error {
	for _, n := range []int{30, 5} {
		text := string(bytes.Repeat([]byte("x"), n))
		if err := say(conn, text); err != nil {
			return err
		}
	}
	finish(conn)
	rest, _ := io.ReadAll(conn)
	if len(rest) > 0 {
		return fmt.Errorf("sent 35 bytes, got %d", 35+len(rest))
	}
	return nil
}

// leave finishes and expects the end.
func leave(conn net.Conn) error {
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// next is a client after the first.
func next() error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	return say(conn, "And I?")
}

func try(property string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	if property == "longer" {
		all := string(bytes.Repeat([]byte("0123456789"), 10))
		return say(conn, all)
	}
	if property == "no-more" {
		return noMore(conn)
	}
	if err := say(conn, "hello"); err != nil {
		return err
	}
	switch property {
	case "echoes":
		return nil
	case "hangs-up":
		return leave(conn)
	case "next-client":
		if err := leave(conn); err != nil {
			return err
		}
		return next()
	case "reset":
		if err := reset(conn); err != nil {
			return err
		}
		return next()
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
