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

const server = "127.0.0.1:7000"

// answer wants a reply that begins like this.
func answer(conn net.Conn, what, want string) error {
	wait(conn)
	got, one := "", make([]byte, 1)
	for one[0] != '\n' && len(got) < 100 {
		if _, err := io.ReadFull(conn, one); err != nil {
			return fmt.Errorf("%s: expected %q, got %q, then %s",
				what, want, got, ending(err))
		}
		got += string(one)
	}
	if !strings.HasPrefix(got, want) {
		return fmt.Errorf("%s: expected %q, got %q",
			what, want, got)
	}
	return nil
}

// say sends a line of so many bytes and this end.
func say(conn net.Conn, bytes int, end, want string) error {
	what := fmt.Sprintf("a line of %d bytes", bytes)
	line := strings.Repeat("x", bytes) + end
	if _, err := conn.Write([]byte(line)); err != nil {
		return fmt.Errorf("%s: %s", what, ending(err))
	}
	return answer(conn, what, want)
}

// quiet wants nothing to come for a moment.
func quiet(conn net.Conn) error {
	soon := time.Now().Add(100 * time.Millisecond)
	conn.SetReadDeadline(soon)
	buf := make([]byte, 100)
	if n, _ := conn.Read(buf); n > 0 {
		return fmt.Errorf("answered with %.40q before the line "+
			"was whole", buf[:n])
	}
	return wait(conn)
}

// slowly sends a line with a pause in it, which has to be answered
// once, and only when its end has come.
func slowly(conn net.Conn, first, rest int, want string) error {
	text := strings.Repeat("x", first)
	if _, err := conn.Write([]byte(text)); err != nil {
		return err
	}
	if err := quiet(conn); err != nil {
		return err
	}
	text = strings.Repeat("x", rest) + "\n"
	if _, err := conn.Write([]byte(text)); err != nil {
		return err
	}
	what := fmt.Sprintf("a line of %d bytes", first+rest)
	if err := answer(conn, what, want); err != nil {
		return err
	}
	return say(conn, 7, "\n", "250 7 ")
}

// half leaves in the middle of a line.
func half(conn net.Conn) error {
	if err := say(conn, 3, "\n", "250 3 "); err != nil {
		return err
	}
	if _, err := conn.Write([]byte("half a li")); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// another finds out whether a second client is served.
func another() error {
	conn, err := dial(server)
	if err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	defer conn.Close()
	if err := say(conn, 5, "\n", "250 5 "); err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	return nil
}

// inOrder stops at the first mistake.
func inOrder(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
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
	case "counts":
		return inOrder(say(conn, 5, "\n", "250 5 "),
			say(conn, 0, "\n", "250 0 "))
	case "refuses":
		return say(conn, 150, "\n", "5")
	case "goes-on":
		return inOrder(say(conn, 150, "\n", "5"),
			say(conn, 20, "\n", "250 20 "),
			say(conn, 101, "\n", "5"))
	case "exactly":
		return inOrder(say(conn, 99, "\n", "250 99 "),
			say(conn, 100, "\n", "250 100 "),
			say(conn, 101, "\n", "5"))
	case "two-characters":
		return inOrder(say(conn, 5, "\r\n", "250 5 "),
			say(conn, 100, "\r\n", "250 100 "),
			say(conn, 101, "\r\n", "5"))
	case "one-answer":
		return inOrder(slowly(conn, 30, 20, "250 50 "),
			slowly(conn, 150, 150, "5"))
	case "a-lot":
		return inOrder(say(conn, 100000, "\n", "5"),
			say(conn, 9, "\n", "250 9 "))
	case "half-a-line":
		return half(conn)
	case "others":
		return inOrder(say(conn, 150, "\n", "5"), another())
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
