package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

const (
	four = "127.0.0.1:12345"
	six  = "[::1]:12345"
)

// ask sends one message and takes the answer.
func ask(conn net.Conn, text string) (string, error) {
	wait(conn)
	if _, err := conn.Write([]byte(text)); err != nil {
		return "", fmt.Errorf("sending %.20q: %s",
			text, ending(err))
	}
	buf := make([]byte, 65535)
	n, err := conn.Read(buf)
	if err != nil {
		return "", fmt.Errorf("no answer to %.20q: %s",
			text, ending(err))
	}
	return string(buf[:n]), nil
}

// exchange asks, and wants the same in capitals.
func exchange(conn net.Conn, texts ...string) error {
	for _, text := range texts {
		got, err := ask(conn, text)
		if err != nil {
			return err
		}
		want := strings.ToUpper(text)
		if got != want {
			return fmt.Errorf(
				"expected %d bytes %.20q, got %d bytes %.20q",
				len(want), want, len(got), got)
		}
	}
	return nil
}

// begins wants an answer that begins well.
func begins(conn net.Conn) error {
	got, err := ask(conn, "hello")
	if err == nil && !strings.HasPrefix(got, "HELLO") {
		err = fmt.Errorf(`expected "HELLO", got %.20q`, got)
	}
	return err
}

// inTurns has two clients that send in turns.
func inTurns(one net.Conn) error {
	two, err := net.Dial("udp", four)
	if err != nil {
		return err
	}
	for _, text := range []string{"a", "b"} {
		if err := exchange(one, "one "+text); err != nil {
			return fmt.Errorf("the first client: %w", err)
		}
		if err := exchange(two, "two "+text); err != nil {
			return fmt.Errorf("the second client: %w", err)
		}
	}
	return nil
}

// stops sends STOP, and asks until nobody is there. What is asked
// before the server has closed its socket stays without an answer.
func stops(conn net.Conn) error {
	if err := exchange(conn, "hello"); err != nil {
		return err
	}
	if _, err := conn.Write([]byte("STOP")); err != nil {
		return err
	}
	until := time.Now().Add(patience)
	buf := make([]byte, 100)
	for time.Now().Before(until) {
		soon := time.Now().Add(50 * time.Millisecond)
		conn.SetDeadline(soon)
		_, err := conn.Write([]byte("still there?"))
		if err == nil {
			_, err = conn.Read(buf)
		}
		if errors.Is(err, syscall.ECONNREFUSED) {
			return nil
		}
		if err == nil {
			return errors.New("after STOP, it answered")
		}
	}
	return errors.New("after STOP, the port was still taken")
}

func try(property string) error {
	address := four
	if property == "both-families" {
		address = six
	}
	conn, err := net.Dial("udp", address)
	if err != nil {
		return err
	}
	switch property {
	case "answers":
		return begins(conn)
	case "only-what-was-read", "both-families":
		return exchange(conn, "hello")
	case "goes-on":
		return exchange(conn, "a longer one", "hello", "again")
	case "two-clients":
		return inTurns(conn)
	case "empty":
		return exchange(conn, "hello", "", "again")
	case "long":
		return exchange(conn, strings.Repeat("a", 20000))
	case "not-stopped":
		return exchange(conn, "stop", "STOPPED", "Stop", "on")
	case "stops":
		return stops(conn)
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
