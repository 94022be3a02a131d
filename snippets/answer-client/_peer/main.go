package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

const (
	first  = "[::1]:12345"
	second = "127.0.0.1:12345"
)

// greeted waits for the client at one address, and says where it
// can be answered.
func greeted(conn net.PacketConn, place string) (net.Addr, error) {
	conn.SetDeadline(time.Now().Add(patience))
	buf := make([]byte, 100)
	n, from, err := conn.ReadFrom(buf)
	if err != nil {
		return nil, fmt.Errorf("the %s address was not asked", place)
	}
	if string(buf[:n]) != "Good morning!" {
		return nil, fmt.Errorf(
			`expected "Good morning!", got %.40q`, buf[:n])
	}
	return from, nil
}

// answer waits for the client, and answers.
func answer(conn net.PacketConn, place, text string) error {
	from, err := greeted(conn, place)
	if err == nil {
		_, err = conn.WriteTo([]byte(text), from)
	}
	return err
}

// leftAlone fails if the client comes to the second address as
// well, which it does at once: nothing tells that it will not.
func leftAlone(conn net.PacketConn) error {
	soon := time.Now().Add(300 * time.Millisecond)
	conn.SetDeadline(soon)
	buf := make([]byte, 100)
	if _, from, err := conn.ReadFrom(buf); err == nil {
		conn.WriteTo([]byte("And to you!"), from)
		return fmt.Errorf("the second address was asked, too")
	}
	return nil
}

// interrupted lets somebody else be faster with an answer.
func interrupted(conn net.PacketConn) error {
	from, err := greeted(conn, "first")
	if err != nil {
		return err
	}
	stranger, err := net.ListenPacket("udp", "[::1]:0")
	if err != nil {
		return err
	}
	if _, err = stranger.WriteTo([]byte("Me!"), from); err != nil {
		return err
	}
	_, err = conn.WriteTo([]byte("And to you!"), from)
	return err
}

// silence takes both greetings and answers neither.
func silence(one, two net.PacketConn) error {
	if _, err := greeted(one, "first"); err != nil {
		return err
	}
	_, err := greeted(two, "second")
	return err
}

// try binds the first address first: the client starts as soon as
// one is bound.
func try(property string) error {
	var one net.PacketConn
	var err error
	if property != "refused" {
		one, err = net.ListenPacket("udp", first)
		if err != nil {
			return err
		}
	}
	two, err := net.ListenPacket("udp", second)
	if err != nil {
		return err
	}
	switch property {
	case "answered":
		return answer(one, "first", "And to you!")
	case "refused":
		return answer(two, "second", "And to you!")
	case "silent":
		if _, err := greeted(one, "first"); err != nil {
			return err
		}
		return answer(two, "second", "And to you!")
	case "only-one":
		err := answer(one, "first", "And to you!")
		if err != nil {
			return err
		}
		return leftAlone(two)
	case "stranger":
		return interrupted(one)
	case "empty":
		return answer(one, "first", "")
	case "nobody":
		return silence(one, two)
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
