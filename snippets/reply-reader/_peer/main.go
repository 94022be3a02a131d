package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// texts has what comes between the first line and the last one.
var texts = map[string]string{
	"every-line-has-the-code": "214-BET\n214-SPIN\n",
	"free-text":               " BET SPIN QUIT\n-- and more --\n",
	"another-number":          "500 is no error here\n250-fold\n",
	"longer-number":           "2140 chips are on the table\n",
	"short-lines":             "\nok\n2\n214\n",
	"in-pieces":               " BET\n214-SPIN\n",
}

// send writes lines; in pieces, if so wanted, with a moment
// between two of them.
func send(conn net.Conn, text string, pieces bool) error {
	text = strings.ReplaceAll(text, "\n", "\r\n")
	if !pieces {
		_, err := conn.Write([]byte(text))
		return err
	}
	for len(text) > 0 {
		n := 7
		if n > len(text) {
			n = len(text)
		}
		if _, err := conn.Write([]byte(text[:n])); err != nil {
			return err
		}
		text = text[n:]
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// talk answers HELP with the reply, and WHO with 212.
func talk(conn net.Conn, help string, pieces bool) error {
	if err := expect(conn, []byte("HELP\r\n")); err != nil {
		return err
	}
	if err := send(conn, help, pieces); err != nil {
		return err
	}
	if err := expect(conn, []byte("WHO\r\n")); err != nil {
		return fmt.Errorf("after the reply to HELP: %w", err)
	}
	if err := send(conn, "212 nobody\n", pieces); err != nil {
		return err
	}
	return expectEnd(conn)
}

// early sends both replies at once.
func early(conn net.Conn) error {
	if err := expect(conn, []byte("HELP\r\n")); err != nil {
		return err
	}
	both := "214-There are\n214 none\n212 nobody\n"
	if err := send(conn, both, false); err != nil {
		return err
	}
	if err := expect(conn, []byte("WHO\r\n")); err != nil {
		return err
	}
	return expectEnd(conn)
}

// breaksOff ends in the middle of a reply.
func breaksOff(conn net.Conn) error {
	if err := expect(conn, []byte("HELP\r\n")); err != nil {
		return err
	}
	text := "214-There are these commands:\n BET\n"
	if err := send(conn, text, false); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

func try(property string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:7000")
	if err != nil {
		return err
	}
	conn, err := accept(listener)
	if err != nil {
		return err
	}
	defer conn.Close()
	text, long := texts[property]
	switch {
	case property == "one-line":
		return talk(conn, "214 none\n", false)
	case property == "both-at-once":
		return early(conn)
	case property == "breaks-off":
		return breaksOff(conn)
	case !long:
		return errors.New("no property " + property)
	}
	help := "214-There are these:\n" + text + "214 Good luck!\n"
	return talk(conn, help, property == "in-pieces")
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
