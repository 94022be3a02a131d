package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
)

const server = "127.0.0.1:7"

// greet sends a few bytes and takes their echo.
func greet(conn net.Conn) error {
	if _, err := conn.Write([]byte("hello")); err != nil {
		return err
	}
	return expect(conn, []byte("hello"))
}

// leave says that no more will come, and waits for the end.
func leave(conn net.Conn) error {
	if err := greet(conn); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// visit is a client of its own.
func visit(do func(net.Conn) error) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	return do(conn)
}

// nothingElse reads until the end, or until nothing comes.
func nothingElse(conn net.Conn) error {
	if err := greet(conn); err != nil {
		return err
	}
	finish(conn)
	wait(conn)
	rest, _ := io.ReadAll(conn)
	if len(rest) > 0 {
		return fmt.Errorf("sent 5 bytes, got %d back", 5+len(rest))
	}
	return nil
}

func byteByByte(conn net.Conn) error {
	for _, b := range []byte("byte by byte") {
		if _, err := conn.Write([]byte{b}); err != nil {
			return err
		}
		if err := expect(conn, []byte{b}); err != nil {
			return err
		}
	}
	return nil
}

// allBytes sends much while it reads.
func allBytes(conn net.Conn) error {
	text := bytes.Repeat([]byte("0123456789"), 20000)
	go func() {
		conn.Write(text)
		finish(conn)
	}()
	return expect(conn, text)
}

// another finds out whether the server still serves.
func another(err error) error {
	if err != nil {
		return err
	}
	if err := visit(greet); err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	return nil
}

// resets breaks off, and finds out whether the server dies of it.
func resets(conn net.Conn) error {
	err := reset(conn)
	if err == nil {
		err = survives(server)
	}
	return another(err)
}

func try(property string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	switch property {
	case "echoes":
		return greet(conn)
	case "only-what-was-read":
		return nothingElse(conn)
	case "reads-on":
		return byteByByte(conn)
	case "all-bytes":
		return allBytes(conn)
	case "hangs-up":
		return leave(conn)
	case "next-client":
		err := greet(conn)
		conn.Close()
		return another(err)
	case "silent-client":
		return another(nil)
	case "reset":
		return resets(conn)
	case "thousand":
		conn.Close()
		return crowd(1000, 20, func() error { return visit(leave) })
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
