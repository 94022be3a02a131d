package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// A turn is a command that has to come, and what is answered: at
// once, and when the client has shown that it waits for more.
type turn struct{ command, answer, more string }

// script is the conversation for each property.
func script(property string) []turn {
	end := turn{"QUIT", "221 ok, good bye", ""}
	first := turn{"JOIN", "", ""}
	switch property {
	case "done":
		first.answer = "230 ok"
	case "other-words":
		first.answer = "230 Fehler? Nein"
	case "words-that-lie":
		first.answer = "550 ok, but no"
	case "waits":
		first.answer = "150 ok, wait\r\n120 ok, wait"
		first.more = "250 yes"
	case "go-on":
		first.answer = "331 ok, and the password?"
	case "unknown":
		first.answer = "299 ok"
	case "again":
		return []turn{{"JOIN", "450 ok, later", ""},
			{"JOIN", "150 soon", "451 later"},
			{"JOIN", "250 ok", ""}, end}
	case "gives-up":
		return []turn{{"JOIN", "450 later", ""},
			{"JOIN", "421 later", ""},
			{"JOIN", "499 later", ""}, end}
	default:
		return nil
	}
	return []turn{first, end}
}

// quiet wants nothing to come for a moment.
func quiet(conn net.Conn) error {
	soon := time.Now().Add(100 * time.Millisecond)
	conn.SetReadDeadline(soon)
	buf := make([]byte, 100)
	if n, _ := conn.Read(buf); n > 0 {
		return fmt.Errorf("sent %.40q before the final reply",
			buf[:n])
	}
	return wait(conn)
}

// pauses wants a moment between a 4yz and the next try.
func pauses(conn net.Conn) error {
	if err := expect(conn, []byte("JOIN\r\n")); err != nil {
		return err
	}
	begin := time.Now()
	if _, err := conn.Write([]byte("450 later\r\n")); err != nil {
		return err
	}
	if err := expect(conn, []byte("JOIN\r\n")); err != nil {
		return err
	}
	if time.Since(begin) < 5*time.Millisecond {
		return errors.New("it was asked again at once")
	}
	_, err := conn.Write([]byte("250 ok\r\n"))
	return err
}

// talk goes through a script, and finds the end behind it.
func talk(conn net.Conn, turns []turn) error {
	for i, t := range turns {
		want := []byte(t.command + "\r\n")
		if err := expect(conn, want); err != nil {
			return fmt.Errorf("command %d: %w", i+1, err)
		}
		answer := []byte(t.answer + "\r\n")
		if _, err := conn.Write(answer); err != nil {
			return err
		}
		if t.more == "" {
			continue
		}
		if err := quiet(conn); err != nil {
			return err
		}
		answer = []byte(t.more + "\r\n")
		if _, err := conn.Write(answer); err != nil {
			return err
		}
	}
	return expectEnd(conn)
}

// nonsense answers with what is no reply.
func nonsense(conn net.Conn, answer string) error {
	if err := expect(conn, []byte("JOIN\r\n")); err != nil {
		return err
	}
	if _, err := conn.Write([]byte(answer)); err != nil {
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
	turns := script(property)
	switch {
	case turns != nil:
		return talk(conn, turns)
	case property == "pauses":
		if err := pauses(conn); err != nil {
			return err
		}
		return talk(conn, script("done")[1:])
	case property == "no-code":
		return nonsense(conn, "ok, done\r\n")
	case property == "half-a-code":
		return nonsense(conn, "25")
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
