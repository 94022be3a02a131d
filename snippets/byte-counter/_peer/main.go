package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const address = "127.0.0.1:1060"

// told finishes, and expects the number.
func told(conn net.Conn, answer string) error {
	if err := finish(conn); err != nil {
		return err
	}
	return expect(conn, []byte(answer))
}

func say(conn net.Conn, text string) error {
	_, err := io.WriteString(conn, text)
	return err
}

// inPieces gives the server time to answer too early, which it
// would do at once: nothing tells that it will not.
func inPieces(conn net.Conn) error {
	for _, piece := range []string{"Good", " ", "morning!"} {
		if err := say(conn, piece); err != nil {
			return errors.New("the connection was broken off")
		}
		soon := time.Now().Add(100 * time.Millisecond)
		conn.SetReadDeadline(soon)
		buf := make([]byte, 100)
		n, err := conn.Read(buf)
		if n > 0 {
			return fmt.Errorf("after %q it answered %q", piece, buf[:n])
		}
		if e, ok := err.(net.Error); !ok || !e.Timeout() {
			return fmt.Errorf("after %q came %s", piece, ending(err))
		}
	}
	return told(conn, "13 bytes")
}

func much(conn net.Conn) error {
	piece := make([]byte, 1<<20)
	for i := 0; i < 32; i++ {
		wait(conn)
		if _, err := conn.Write(piece); err != nil {
			return fmt.Errorf("broken off after %d MiB", i)
		}
	}
	return told(conn, "33554432 bytes")
}

// another client comes while the first one stays.
func another() error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	if err := say(conn, "And I?"); err != nil {
		return err
	}
	return told(conn, "6 bytes")
}

func try(property string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	switch property {
	case "in-pieces":
		return inPieces(conn)
	case "nothing":
		return told(conn, "0 bytes")
	case "much":
		return much(conn)
	}
	if err := say(conn, "Good morning!"); err != nil {
		return err
	}
	switch property {
	case "counts":
		return told(conn, "13 bytes")
	case "closes":
		if err := told(conn, "13 bytes"); err != nil {
			return err
		}
		return expectEnd(conn)
	case "reset":
		if err := reset(conn); err != nil {
			return err
		}
		if err := survives(address); err != nil {
			return err
		}
		return another()
	case "slow-client":
		if err := another(); err != nil {
			return err
		}
		return told(conn, "13 bytes")
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
