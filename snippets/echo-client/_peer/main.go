package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const (
	message = "a word a word "
	other   = "a word a Word "
)

// answer takes the message, and sends a text back, so many bytes
// at a time, with time to read each piece by itself: the client
// most likely does, and nothing tells when it has.
func answer(conn net.Conn, text string, piece int) error {
	if err := expect(conn, []byte(message)); err != nil {
		return err
	}
	for from := 0; from < len(text); from += piece {
		to := min(from+piece, len(text))
		if _, err := io.WriteString(conn, text[from:to]); err != nil {
			return fmt.Errorf("the client went after %d bytes", from)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// echo sends back what it gets, until the client has gone.
func echo(conn net.Conn) error {
	buf := make([]byte, 64<<10)
	for {
		wait(conn)
		n, err := conn.Read(buf)
		if e, ok := err.(net.Error); ok && e.Timeout() {
			return errors.New("the client sent nothing more, " +
				"and stayed")
		}
		if err != nil {
			return nil // what the client prints counts
		}
		_, err = conn.Write(buf[:n])
		if e, ok := err.(net.Error); ok && e.Timeout() {
			return errors.New("the client does not read")
		}
		if err != nil {
			return nil
		}
	}
}

func serve(conn net.Conn, property string) error {
	switch property {
	case "all-back":
		return answer(conn, message, len(message))
	case "in-pieces":
		return answer(conn, message, 1)
	case "too-early":
		return answer(conn, message[:5], 5)
	case "reset":
		if err := answer(conn, message[:5], 5); err != nil {
			return err
		}
		return reset(conn)
	case "other-bytes":
		return answer(conn, other, len(other))
	case "much":
		return echo(conn)
	}
	return fmt.Errorf("no property %s", property)
}

func try(property string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		return err
	}
	conn, err := accept(listener)
	if err != nil {
		return err
	}
	defer conn.Close()
	return serve(conn, property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
