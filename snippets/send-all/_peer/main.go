package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// receive reads the whole message, and the end after it.
func receive(conn net.Conn, lines int) error {
	line := []byte("all of it, in order\n")
	if err := expect(conn, bytes.Repeat(line, lines)); err != nil {
		return fmt.Errorf("of %d bytes: %w", lines*len(line), err)
	}
	return expectEnd(conn)
}

// notReading lets both buffers fill. A write of the client waits
// for 200 ms: after that its first one has ended with a part of
// the message, and after as much again the next has ended with
// nothing. Nothing tells when; a client that is late is spared.
func notReading(d time.Duration) { time.Sleep(d) }

func try(property string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		return err
	}
	conn, err := accept(listener)
	if err != nil {
		return err
	}
	switch property {
	case "one-line":
		return receive(conn, 1)
	case "not-now": // whether it gives up is all that counts
		notReading(1600 * time.Millisecond)
		wait(conn)
		_, err := io.Copy(io.Discard, conn)
		return err
	case "short-count":
		notReading(300 * time.Millisecond)
		return receive(conn, 200_000)
	case "peer-gone":
		return reset(conn)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
