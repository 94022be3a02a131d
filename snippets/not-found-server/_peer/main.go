package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

const server = "127.0.0.1:8080"

// dateForm is the form of a Date, RFC 9110, section 5.6.7.
const dateForm = "Mon, 02 Jan 2006 15:04:05 GMT"

// header reads an answer up to its empty line, as lines.
func header(conn net.Conn) ([]string, error) {
	wait(conn)
	all, one := []byte{}, make([]byte, 1)
	for len(all) < 4000 {
		if _, err := io.ReadFull(conn, one); err != nil {
			return nil, fmt.Errorf("got %.60q, then %s",
				all, ending(err))
		}
		all = append(all, one[0])
		text := string(all)
		if strings.HasSuffix(text, "\r\n\r\n") {
			text = strings.TrimSuffix(text, "\r\n\r\n")
			return strings.Split(text, "\r\n"), nil
		}
	}
	return nil, fmt.Errorf("no empty line after %.60q", all)
}

// status reads an answer and wants that status in it.
func status(conn net.Conn, code string) error {
	lines, err := header(conn)
	if err != nil {
		return fmt.Errorf("expected status %s and an empty line, %w",
			code, err)
	}
	first := lines[0]
	if !strings.HasPrefix(first, "HTTP/1.0 "+code+" ") &&
		!strings.HasPrefix(first, "HTTP/1.1 "+code+" ") {
		return fmt.Errorf("expected status %s, got %.60q",
			code, first)
	}
	return nil
}

// ask sends a request and wants that status.
func ask(conn net.Conn, request, code string) error {
	wait(conn)
	text := request + " / HTTP/1.0\r\n\r\n"
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	return status(conn, code)
}

// inPieces sends the first line byte by byte, the rest at once.
func inPieces(conn net.Conn) error {
	line := "GET / HTTP/1.0"
	for i := range line {
		wait(conn)
		_, err := io.WriteString(conn, line[i:i+1])
		if err != nil {
			return fmt.Errorf("after %.20q of the request: %s",
				line[:i], ending(err))
		}
		time.Sleep(time.Millisecond) // or they travel together
	}
	rest := "\r\nHost: www.example.test\r\n\r\n"
	if _, err := io.WriteString(conn, rest); err != nil {
		return err
	}
	return status(conn, "404")
}

// date wants exactly one, and of this minute.
func date(conn net.Conn) error {
	if _, err := io.WriteString(conn,
		"GET / HTTP/1.0\r\n\r\n"); err != nil {
		return err
	}
	lines, err := header(conn)
	if err != nil {
		return err
	}
	found := []string{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ":")
		if strings.ToLower(name) == "date" {
			found = append(found, strings.TrimSpace(value))
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("%d lines are a Date", len(found))
	}
	at, err := time.Parse(dateForm, found[0])
	if err != nil {
		return fmt.Errorf("no date for HTTP: %.60q", found[0])
	}
	off := time.Since(at)
	if off > time.Minute || off < -time.Minute {
		return fmt.Errorf("not the time of now: %.60q", found[0])
	}
	return nil
}

// longHeader sends more than a server takes with one read.
func longHeader(conn net.Conn) error {
	wait(conn)
	more := strings.Repeat("X-More: 0123456789012345\r\n", 1000)
	text := "GET / HTTP/1.0\r\n" + more + "\r\n"
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	if err := status(conn, "404"); err != nil {
		return err
	}
	return untilEnd(conn)
}

// untilEnd reads whatever page comes behind the header, and wants
// the end of the stream: no reset, and no silence.
func untilEnd(conn net.Conn) error {
	wait(conn)
	if _, err := io.Copy(io.Discard, conn); err != nil {
		return fmt.Errorf("expected the end, got %s", ending(err))
	}
	return nil
}

// closed reads the answer, and wants the end behind it.
func closed(conn net.Conn) error {
	if err := ask(conn, "GET", "404"); err != nil {
		return err
	}
	return untilEnd(conn)
}

// another finds out whether a further client is served.
func another() error {
	conn, err := dial(server)
	if err != nil {
		return fmt.Errorf("another client: %w", err)
	}
	defer conn.Close()
	if err := ask(conn, "GET", "404"); err != nil {
		return fmt.Errorf("another client: %w", err)
	}
	return nil
}

// hangsUp ends the stream within a request, and wants the
// server's end of it back.
func hangsUp(conn net.Conn) error {
	if _, err := io.WriteString(conn, "GET /"); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	wait(conn)
	_, err := io.Copy(io.Discard, conn)
	if e, ok := err.(net.Error); ok && e.Timeout() {
		return errors.New("hung up, and the server did not")
	}
	return another()
}

func try(property string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	switch property {
	case "not-found":
		return ask(conn, "GET", "404")
	case "not-implemented":
		return ask(conn, "BREW", "501")
	case "whole-method":
		return ask(conn, "GETAWAY", "501")
	case "in-pieces":
		return inPieces(conn)
	case "date":
		return date(conn)
	case "closes":
		return closed(conn)
	case "whole-header":
		return longHeader(conn)
	case "next-client":
		if err := ask(conn, "GET", "404"); err != nil {
			return err
		}
		return another()
	case "silent-client":
		return another()
	case "hangs-up":
		return hangsUp(conn)
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
