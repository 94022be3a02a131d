package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

const server = "127.0.0.1:5000"

// quiet wants nothing to come for a moment.
func quiet(conn net.Conn) error {
	soon := time.Now().Add(100 * time.Millisecond)
	conn.SetReadDeadline(soon)
	buf := make([]byte, 100)
	if n, _ := conn.Read(buf); n > 0 {
		return fmt.Errorf("answered with %.40q before the end",
			buf[:n])
	}
	return wait(conn)
}

// count sends the parts of a text, with a pause after each but the
// last, and its end, and wants this answer.
func count(want string, parts ...string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	for i, part := range parts {
		if i > 0 {
			if err := quiet(conn); err != nil {
				return err
			}
		}
		if _, err := conn.Write([]byte(part)); err != nil {
			return err
		}
	}
	if err := finish(conn); err != nil {
		return err
	}
	if err := expect(conn, []byte(want+"\n")); err != nil {
		return err
	}
	return expectEnd(conn)
}

// breaksOff has a client that is gone before its text has ended.
func breaksOff() error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	if _, err := conn.Write([]byte("half a")); err != nil {
		return err
	}
	if err := reset(conn); err != nil {
		return err
	}
	return count("5 characters, 5 bytes", "hello")
}

func try(property string) error {
	switch property {
	case "one-part":
		return count("11 characters, 11 bytes", "hello there")
	case "pause":
		return count("29 characters, 29 bytes",
			"Pay ten euros, ", "but not today.")
	case "even":
		return count("16 characters, 16 bytes",
			"Pay twenty ", "euros")
	case "letters":
		return count("5 characters, 8 bytes", "\u00fcb\u20acr!")
	case "cut-letter":
		return count("3 characters, 4 bytes", "M\xc3", "\xbcl")
	case "long":
		text := strings.Repeat("\u20ac", 50001)
		return count("50001 characters, 150003 bytes", text)
	case "empty":
		return count("0 characters, 0 bytes")
	case "no-text":
		return count("no text", "M\xc3", "l")
	case "cut-short":
		return count("no text", "Gem\xc3")
	case "breaks-off":
		return breaksOff()
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
