package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const server = "127.0.0.1:7000"

// enter takes a place at the table.
func enter() (net.Conn, error) {
	conn, err := dial(server)
	if err != nil {
		return nil, err
	}
	return conn, expectCode(conn, "220")
}

// say sends a line and wants replies of these codes to it.
func say(conn net.Conn, line string, codes ...string) error {
	_, err := conn.Write([]byte(line + "\r\n"))
	return replies(conn, err, line, codes...)
}

func replies(conn net.Conn, err error, line string,
	codes ...string) error {
	for _, code := range codes {
		if err == nil {
			err = expectCode(conn, code)
		}
	}
	if err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	return nil
}

// line reads one from the server.
func line(conn net.Conn) string {
	wait(conn)
	text, one := "", make([]byte, 1)
	for one[0] != '\n' && len(text) < 500 {
		if _, err := io.ReadFull(conn, one); err != nil {
			return text
		}
		text += string(one)
	}
	return text
}

// chips wants so many of them to be in hand.
func chips(conn net.Conn, want int) error {
	if _, err := conn.Write([]byte("STATUS\r\n")); err != nil {
		return err
	}
	text, code, got := line(conn), 0, -1
	fmt.Sscan(text, &code, &got)
	if code != 211 || got != want {
		return fmt.Errorf("STATUS: expected \"211 %d\", got %.60q",
			want, text)
	}
	return nil
}

// all says several lines that all have the same answer.
func all(conn net.Conn, code string, lines ...string) error {
	for _, l := range lines {
		if err := say(conn, l, code); err != nil {
			return err
		}
	}
	return nil
}

// pays turns the wheel with a chip on each number: one wins.
func pays(conn net.Conn) error {
	if err := say(conn, "SPIN", "5yz"); err != nil {
		return err
	}
	for n := 0; n <= 36; n++ {
		bet := fmt.Sprintf("BET 1 %d", n)
		if err := say(conn, bet, "2yz"); err != nil {
			return err
		}
	}
	if err := chips(conn, 63); err != nil {
		return err
	}
	if err := say(conn, "SPIN", "1yz", "2yz"); err != nil {
		return err
	}
	return chips(conn, 99)
}

// quiet wants nothing to come for a moment.
func quiet(conn net.Conn) error {
	soon := time.Now().Add(40 * time.Millisecond)
	conn.SetReadDeadline(soon)
	buf := make([]byte, 100)
	if n, _ := conn.Read(buf); n > 0 {
		return fmt.Errorf("answered with %.40q before the line "+
			"was whole", buf[:n])
	}
	return wait(conn)
}

func byteByByte(conn net.Conn) error {
	for i, b := range []byte("BET 1 17\r\n") {
		if _, err := conn.Write([]byte{b}); err != nil {
			return err
		}
		if i > 2 {
			continue
		}
		if err := quiet(conn); err != nil {
			return err
		}
	}
	if err := replies(conn, nil, "BET 1 17", "2yz"); err != nil {
		return err
	}
	return chips(conn, 99)
}

// quits leaves in good order, or without a word.
func quits(conn net.Conn, word string) error {
	if word != "" {
		if err := say(conn, word, "221"); err != nil {
			return err
		}
	} else if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// half sends a command without its end, and leaves.
func half(conn net.Conn) error {
	if _, err := conn.Write([]byte("BET 10 1")); err != nil {
		return err
	}
	return quits(conn, "")
}

// another takes a second place, while the first is open.
func another() error {
	conn, err := enter()
	if err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	defer conn.Close()
	if err := chips(conn, 100); err != nil {
		return fmt.Errorf("the second client: %w", err)
	}
	return nil
}

func visit() error {
	conn, err := enter()
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := say(conn, "BET 1 17", "2yz"); err != nil {
		return err
	}
	return quits(conn, "QUIT")
}

// breaksOff resets while the server may be writing.
func breaksOff(conn net.Conn) error {
	if _, err := conn.Write([]byte("STATUS\r\n")); err != nil {
		return err
	}
	if err := reset(conn); err != nil {
		return err
	}
	return another()
}

func try(property string) error {
	conn, err := enter()
	if err != nil {
		return err
	}
	defer conn.Close()
	switch property {
	case "greets":
		return nil
	case "unknown":
		err := all(conn, "5yz", "DANCE", "", "220 hello")
		if err == nil {
			err = chips(conn, 100)
		}
		return err
	case "wrong-words":
		return all(conn, "5yz", "BET", "BET 10", "BET 10 1 7",
			"BET ten 17", "BET 10 red", "BET 10 37", "BET 10 -1")
	case "less-than-nothing":
		err := all(conn, "5yz", "BET -5 17", "BET 0 17")
		if err == nil {
			err = chips(conn, 100)
		}
		return err
	case "not-now":
		err := all(conn, "2yz", "BET 60 17")
		if err == nil {
			err = all(conn, "4yz", "BET 60 17", "BET 500 17")
		}
		if err == nil {
			err = chips(conn, 40)
		}
		return err
	case "pays":
		return pays(conn)
	case "as-people-type":
		err := all(conn, "2yz", "bet 1 17", "Bet  1  17 ", "status")
		if err == nil {
			_, err = conn.Write([]byte("STATUS\n"))
			err = replies(conn, err, "STATUS\n", "211")
		}
		return err
	case "byte-by-byte":
		return byteByByte(conn)
	case "two-at-once":
		both := "BET 1 17\r\nSTATUS\r\n"
		_, err := conn.Write([]byte(both))
		return replies(conn, err, both, "2yz", "211")
	case "quits":
		return quits(conn, "QUIT")
	case "half-a-line":
		return half(conn)
	case "own-chips":
		if err := say(conn, "BET 60 17", "2yz"); err != nil {
			return err
		}
		if err := another(); err != nil {
			return err
		}
		return chips(conn, 40)
	case "crowd":
		if err := breaksOff(conn); err != nil {
			return err
		}
		return crowd(40, 20, visit)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
