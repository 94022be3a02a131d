package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

const (
	server = "127.0.0.1:7000"
	ok     = "HTTP/1.0 200 OK\r\n"
)

// send writes the pieces, with a pause for each to be read alone.
func send(conn net.Conn, pieces ...string) error {
	for i, piece := range pieces {
		if i > 0 {
			time.Sleep(50 * time.Millisecond)
		}
		if _, err := conn.Write([]byte(piece)); err != nil {
			return err
		}
	}
	return nil
}

// heard sends pieces of lines, and wants this back.
func heard(conn net.Conn, want string, pieces ...string) error {
	if err := send(conn, pieces...); err != nil {
		return err
	}
	if err := expect(conn, []byte(want)); err != nil {
		return fmt.Errorf("to %q: %w", pieces, err)
	}
	return nil
}

func echo(conn net.Conn, line string) error {
	want := fmt.Sprintf("Heard: %q\n", line)
	return heard(conn, want, line+"\n")
}

// page reads the answer to a request, and the end.
func page(conn net.Conn, pieces ...string) error {
	if err := heard(conn, ok, pieces...); err != nil {
		return err
	}
	wait(conn)
	buf := make([]byte, 1000)
	for {
		if _, err := conn.Read(buf); err != nil {
			if ending(err) != "the end" {
				return fmt.Errorf("after the page: %s",
					ending(err))
			}
			return nil
		}
	}
}

// silent has a client that says nothing, or not enough, while
// another one wants to be served.
func silent(conn net.Conn) error {
	if err := send(conn, "GE"); err != nil {
		return err
	}
	other, err := dial(server)
	if err != nil {
		return err
	}
	defer other.Close()
	if err := echo(other, "Greetings"); err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	return nil
}

func try(property string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	switch property {
	case "web":
		return page(conn, "GET / HTTP/1.0\r\nHost: here\r\n\r\n")
	case "lines":
		if err := echo(conn, "Greetings"); err != nil {
			return err
		}
		return echo(conn, "and more")
	case "shorter-than-a-look":
		if err := echo(conn, "Hi"); err != nil {
			return err
		}
		return echo(conn, "")
	case "begins-alike":
		if err := echo(conn, "GETAWAY"); err != nil {
			return err
		}
		return echo(conn, "GET / HTTP/1.0")
	case "short-and-alike":
		return echo(conn, "GE")
	case "in-pieces":
		return page(conn, "G", "ET", " / HTTP/1.0\r\n", "\r\n")
	case "two-at-once":
		return heard(conn, "Heard: \"one\"\nHeard: \"two\"\n",
			"one\ntwo\n")
	case "silent-client":
		return silent(conn)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
