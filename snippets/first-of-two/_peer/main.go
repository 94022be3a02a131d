package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const first, second = "127.0.0.1", "127.0.0.2"

// Both servers are one socket, so that both are there when the
// client starts. By which address it came tells them apart.
type servers struct {
	listener net.Listener
	waiting  map[string]net.Conn
}

// asked takes the client's call to an address, and its question.
func (s *servers) asked(host string, most time.Duration) (
	net.Conn, error) {
	for s.waiting[host] == nil {
		conn, err := acceptWithin(s.listener, most)
		if err != nil {
			return nil, fmt.Errorf("%s was not asked", host)
		}
		to := conn.LocalAddr().(*net.TCPAddr).IP.String()
		s.waiting[to] = conn
	}
	conn := s.waiting[host]
	return conn, expect(conn, []byte("What time is it?\n"))
}

// answer has a server say its line, and stay until the client
// has gone: that the peer ends must not look like an answer.
func (s *servers) answer(host string) error {
	conn, err := s.asked(host, patience)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "noon\n"); err != nil {
		return err
	}
	wait(conn)
	io.Copy(io.Discard, conn)
	return nil
}

// breakOff has a server close in the middle of its line.
func (s *servers) breakOff(host string) error {
	conn, err := s.asked(host, patience)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.WriteString(conn, "no")
	return err
}

// drip sends bytes until the client has gone.
func drip(conn net.Conn) error {
	defer conn.Close()
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		if _, err := io.WriteString(conn, "."); err != nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("expected the client to give up, " +
		"it still listens")
}

// drips has both servers drip. One that was not asked meanwhile
// was not waited for either.
func (s *servers) drips() error {
	conn, err := s.asked(first, patience)
	if err != nil {
		return err
	}
	ends := make(chan error, 2)
	go func() { ends <- drip(conn) }()
	other, err := s.asked(second, patience/4)
	if err == nil {
		go func() { ends <- drip(other) }()
	} else {
		ends <- nil
	}
	return errors.Join(<-ends, <-ends)
}

// atOnce has the first be silent while the second answers.
func (s *servers) atOnce() error {
	silent, err := s.asked(first, patience)
	if err != nil {
		return err
	}
	defer silent.Close()
	conn, err := s.asked(second, 500*time.Millisecond)
	if err != nil {
		return errors.New("the second server was not asked " +
			"while the first was silent")
	}
	defer conn.Close()
	_, err = io.WriteString(conn, "noon\n")
	wait(conn)
	io.Copy(io.Discard, conn)
	return err
}

func try(property string) error {
	listener, err := net.Listen("tcp4", ":1060")
	if err != nil {
		return err
	}
	s := &servers{listener, map[string]net.Conn{}}
	switch property {
	case "first":
		return s.answer(first)
	case "refused":
		return s.answer(second)
	case "half-a-line":
		if err := s.breakOff(first); err != nil {
			return err
		}
		// Time to be wrong: nothing tells that it will not.
		time.Sleep(200 * time.Millisecond)
		return s.answer(second)
	case "drips":
		return s.drips()
	case "at-once":
		return s.atOnce()
	case "all-gone":
		time.Sleep(patience / 4) // it calls others
		return nil
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
