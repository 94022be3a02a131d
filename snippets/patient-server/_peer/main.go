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

func say(conn net.Conn, text string) error {
	if _, err := io.WriteString(conn, text); err != nil {
		return errors.New("the connection was broken off")
	}
	return expect(conn, []byte(text))
}

// echoes must have its end sooner than a deadline would give it.
func echoes(conn net.Conn) error {
	if err := say(conn, "all is well"); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// talksOn speaks, all in all, for twice as long as a client may be
// silent.
func talksOn(conn net.Conn) error {
	for i := 0; i < 6; i++ {
		if err := say(conn, "."); err != nil {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil
}

func fallsSilent(conn net.Conn) error {
	if err := say(conn, "just a word"); err != nil {
		return err
	}
	return expectEnd(conn)
}

// deaf sends until the server breaks the connection off.
func deaf(conn net.Conn) error {
	much := make([]byte, 64<<10)
	for {
		wait(conn)
		_, err := conn.Write(much)
		if e, ok := err.(net.Error); ok && e.Timeout() {
			return errors.New("the connection still stands")
		}
		if err != nil {
			return nil
		}
	}
}

func another(silent net.Conn) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	if err := say(conn, "and I?"); err != nil {
		return err
	}
	return silent.Close()
}

func try(property string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	switch property {
	case "echoes":
		return echoes(conn)
	case "silent":
		return expectEnd(conn)
	case "talks-on":
		return talksOn(conn)
	case "falls-silent":
		return fallsSilent(conn)
	case "deaf":
		return deaf(conn)
	case "another":
		return another(conn)
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
