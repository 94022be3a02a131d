package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

const address = "127.0.0.1:1060"

func frame(text string) []byte {
	size := uint16(len(text))
	head := binary.BigEndian.AppendUint16(nil, size)
	return append(head, text...)
}

// ask sends one frame, and expects it back in capitals.
func ask(conn net.Conn, text string) error {
	if _, err := conn.Write(frame(text)); err != nil {
		return err
	}
	return expect(conn, frame(strings.ToUpper(text)))
}

// inPieces gives the server time to read each byte by itself,
// which it most likely does: nothing tells when it has.
func inPieces(conn net.Conn) error {
	whole := frame("piece by piece")
	for i := range whole {
		if _, err := conn.Write(whole[i : i+1]); err != nil {
			return fmt.Errorf("the connection broke after %d bytes", i)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return expect(conn, frame("PIECE BY PIECE"))
}

func together(conn net.Conn) error {
	all := bytes.Join([][]byte{
		frame("one"), frame("two"), frame("three")}, nil)
	if _, err := conn.Write(all); err != nil {
		return err
	}
	for _, text := range []string{"ONE", "TWO", "THREE"} {
		if err := expect(conn, frame(text)); err != nil {
			return err
		}
	}
	return nil
}

// long sends while it receives: the server may answer early.
func long(conn net.Conn) error {
	text := strings.Repeat("abcde", 13107)
	sent := make(chan error, 1)
	go func() {
		_, err := conn.Write(frame(text))
		sent <- err
	}()
	err := expect(conn, frame(strings.ToUpper(text)))
	if err != nil {
		return err
	}
	err = <-sent
	return err
}

func cutOff(conn net.Conn) error {
	if _, err := conn.Write([]byte("\x00\x0afour")); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

func nextClient(conn net.Conn) error {
	if err := cutOff(conn); err != nil {
		return err
	}
	conn.Close()
	next, err := dial(address)
	if err != nil {
		return err
	}
	return ask(next, "next, please")
}

func try(property string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	switch property {
	case "answers":
		if err := ask(conn, "hello"); err != nil {
			return err
		}
		return ask(conn, "and again")
	case "in-pieces":
		return inPieces(conn)
	case "together":
		return together(conn)
	case "empty":
		if err := ask(conn, ""); err != nil {
			return err
		}
		return ask(conn, "not empty")
	case "long":
		return long(conn)
	case "cut-off":
		return cutOff(conn)
	case "next-client":
		return nextClient(conn)
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
