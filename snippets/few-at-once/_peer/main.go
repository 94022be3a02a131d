package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

const server = "127.0.0.1:7000"

// enter comes, and waits for its turn.
func enter() (net.Conn, error) {
	conn, err := dial(server)
	if err != nil {
		return nil, err
	}
	return conn, expect(conn, []byte("ready\n"))
}

// leave says its line, and hears that all is done.
func leave(conn net.Conn) error {
	if _, err := conn.Write([]byte("thanks\n")); err != nil {
		return err
	}
	if err := expect(conn, []byte("done\n")); err != nil {
		return err
	}
	return expectEnd(conn)
}

func visit() error {
	conn, err := enter()
	if err != nil {
		return err
	}
	defer conn.Close()
	return leave(conn)
}

// waits wants the server to say nothing for a moment.
func waits(conn net.Conn) error {
	soon := time.Now().Add(150 * time.Millisecond)
	conn.SetReadDeadline(soon)
	buf := make([]byte, 100)
	if n, _ := conn.Read(buf); n > 0 {
		return errors.New("three clients were served at once, " +
			"with a bound of two")
	}
	return wait(conn)
}

// full has a second client served, and a third one called.
func full() (two, three net.Conn, err error) {
	if two, err = enter(); err != nil {
		return nil, nil, fmt.Errorf("the second client: %w", err)
	}
	if three, err = dial(server); err == nil {
		err = waits(three)
	}
	return two, three, err
}

// turn wants the third to be served when somebody has gone.
func turn(three net.Conn, err error) error {
	if err != nil {
		return err
	}
	if err := expect(three, []byte("ready\n")); err != nil {
		return fmt.Errorf("the third client, when a place was "+
			"free: %w", err)
	}
	return leave(three)
}

// again lets clients come and go in that way, more of them than
// there are places, and then fills these.
func again(end func(net.Conn) error) error {
	for i := 0; i < 5; i++ {
		conn, err := enter()
		if err != nil {
			return fmt.Errorf("client %d: %w", i+2, err)
		}
		if err := end(conn); err != nil {
			return err
		}
		conn.Close()
	}
	_, _, err := full()
	return err
}

func closes(conn net.Conn) error {
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

func try(property string) error {
	if property == "one" {
		return visit()
	}
	if property == "crowd" {
		return crowd(100, 20, visit)
	}
	one, err := enter() // who stays for as long as this lasts
	if err != nil {
		return fmt.Errorf("the first client: %w", err)
	}
	defer one.Close()
	switch property {
	case "two":
		return visit()
	case "third-waits":
		_, _, err := full()
		return err
	case "third-is-served":
		two, three, err := full()
		if err == nil {
			err = leave(two)
		}
		return turn(three, err)
	case "places-come-back":
		return again(leave)
	case "without-a-word":
		return again(closes)
	case "breaks-off":
		return again(reset)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
