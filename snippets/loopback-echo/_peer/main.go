package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
)

const server = "127.0.0.1:5000"

// send writes text, and wants it back.
func send(conn net.Conn, text string) error {
	if _, err := conn.Write([]byte(text)); err != nil {
		return err
	}
	return expect(conn, []byte(text))
}

// byteByByte wants each byte back before it sends the next.
func byteByByte(conn net.Conn, text string) error {
	for i := 0; i < len(text); i++ {
		if err := send(conn, text[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// leave ends, and then reads to the end.
func leave(conn net.Conn, text string) error {
	if _, err := conn.Write([]byte(text)); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	if err := expect(conn, []byte(text)); err != nil {
		return err
	}
	return expectEnd(conn)
}

// much sends 100,000 bytes, and reads at the same time.
func much(conn net.Conn) error {
	text := strings.Repeat("0123456789", 10000)
	go func() {
		conn.Write([]byte(text))
		finish(conn)
	}()
	if err := expect(conn, []byte(text)); err != nil {
		return err
	}
	return expectEnd(conn)
}

// visit is a client from beginning to end.
func visit(text string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	return leave(conn, text)
}

// refused wants nobody to listen there.
func refused(address string) error {
	conn, err := net.DialTimeout("tcp", address, patience)
	if err == nil {
		conn.Close()
		return fmt.Errorf("somebody listens at %s", address)
	}
	return nil
}

// inTheMiddle has a client that breaks off, and then another.
func inTheMiddle(conn net.Conn) error {
	if err := send(conn, "hello"); err != nil {
		return err
	}
	if err := reset(conn); err != nil {
		return err
	}
	if err := visit("and now me"); err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	return nil
}

// inTwo sends a text in two parts, the second when the first has
// come back.
func inTwo(conn net.Conn, one, two string) error {
	if err := send(conn, one); err != nil {
		return err
	}
	return send(conn, two)
}

func try(property string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	switch property {
	case "sixty-four":
		return send(conn, strings.Repeat("8 bytes ", 8))
	case "in-parts":
		return inTwo(conn, "Pay ten euros, ", "but not today.")
	case "byte-by-byte":
		return byteByByte(conn, "one after the other")
	case "text":
		err := byteByByte(conn, "Gem\u00fcse")
		if err == nil {
			err = send(conn, "Lots of \u00fcber-fresh Gem\u00fcse\xff")
		}
		return err
	case "ends-first":
		return leave(conn, "that was all")
	case "a-lot":
		return much(conn)
	case "next-client":
		conn.Close()
		for i := 0; i < 5; i++ {
			if err := visit("one of five"); err != nil {
				return err
			}
		}
		return nil
	case "breaks-off":
		return inTheMiddle(conn)
	case "one-address":
		err := refused("127.0.0.2:5000")
		if err == nil {
			err = refused("[::1]:5000")
		}
		return err
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
