package main

import (
	"bytes"
	"errors"
	"fmt"
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
// for 200 ms: after the first of these times its first one has
// ended with a part of the message, after the second the next
// has ended with nothing. Where the client is late it is spared.
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
	case "short-count":
		notReading(300 * time.Millisecond)
		return receive(conn, 200_000)
	case "not-now":
		notReading(600 * time.Millisecond)
		return receive(conn, 200_000)
	case "peer-gone":
		return reset(conn)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
