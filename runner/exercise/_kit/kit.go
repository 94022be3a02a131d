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

// This file is part of every peer: package exercise puts it
// beside the peer's own files.

// patience is how long the reader's program may take for what
// one call here waits for.
const patience = 2 * time.Second

// met has something in it once there was a connection, missed
// why there was none where one was needed. There is room for
// a crowd that comes at once.
var (
	met    = make(chan bool, 64)
	missed = make(chan string, 64)
)

// meet notes how it went to connect, the first time.
func meet(err error) {
	if err == nil && len(met) == 0 {
		met <- true
	}
	if err != nil && len(met) == 0 && len(missed) == 0 {
		missed <- err.Error()
	}
}

// report ends the peer, having said whether the property holds,
// or that there was no connection to see it on.
func report(id string, err error) {
	if err == nil {
		fmt.Println("PASS", id)
	} else if len(met) == 0 && len(missed) > 0 &&
		<-missed == err.Error() {
		fmt.Printf("MISS %s: %v\n", id, err)
	} else {
		fmt.Printf("FAIL %s: %v\n", id, err)
	}
	os.Exit(0)
}

// dial connects to the reader's server.
func dial(address string) (net.Conn, error) {
	conn, err := net.DialTimeout("tcp", address, patience)
	meet(err)
	if err != nil {
		return nil, err
	}
	return conn, wait(conn)
}

// accept takes the reader's client as it comes.
func accept(listener net.Listener) (net.Conn, error) {
	conn, err := acceptWithin(listener, patience)
	meet(err)
	return conn, err
}

// acceptWithin takes the reader's client if it comes in that
// time. Whether it does is what the property is about.
func acceptWithin(listener net.Listener, most time.Duration) (
	net.Conn, error) {
	until := time.Now().Add(most)
	listener.(*net.TCPListener).SetDeadline(until)
	conn, err := listener.Accept()
	if err != nil {
		return nil, errors.New("no client connected")
	}
	meet(nil)
	return conn, wait(conn)
}

// wait gives the reader's program time for its next step.
func wait(conn net.Conn) error {
	return conn.SetDeadline(time.Now().Add(patience))
}

// expect reads what must come next.
func expect(conn net.Conn, want []byte) error {
	wait(conn)
	got := make([]byte, len(want))
	n, err := io.ReadFull(conn, got)
	if !bytes.Equal(got[:n], want[:n]) {
		return fmt.Errorf("expected %.40q, got %.40q", want, got[:n])
	}
	if err != nil {
		return fmt.Errorf("expected %d bytes, got %d, then %s",
			len(want), n, ending(err))
	}
	return nil
}

// expectEnd reads the end of the stream.
func expectEnd(conn net.Conn) error {
	wait(conn)
	buf := make([]byte, 100)
	n, err := conn.Read(buf)
	if n > 0 {
		return fmt.Errorf("expected the end, got %.40q", buf[:n])
	}
	if err != io.EOF {
		return fmt.Errorf("expected the end, got %s", ending(err))
	}
	return nil
}

// expectCode reads a line that begins with a reply code such as
// 5yz, in which y and z stand for any digit.
func expectCode(conn net.Conn, code string) error {
	wait(conn)
	line, one := []byte{}, make([]byte, 1)
	for len(line) < 500 {
		if _, err := io.ReadFull(conn, one); err != nil {
			return fmt.Errorf("expected a reply %s, got %q, then %s",
				code, line, ending(err))
		}
		if one[0] == '\n' {
			break
		}
		line = append(line, one[0])
	}
	for i := 0; i < len(code); i++ {
		free := code[i] == 'x' || code[i] == 'y' || code[i] == 'z'
		if i >= len(line) || !free && line[i] != code[i] ||
			line[i] < '0' || line[i] > '9' {
			return fmt.Errorf("expected a reply %s, got %.60q",
				code, line)
		}
	}
	return nil
}

// reset ends a connection the hard way.
func reset(conn net.Conn) error {
	if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
		return err
	}
	return conn.Close()
}

// survives holds a connection for a while: a server that dies of
// another one takes it along.
func survives(address string) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience / 2))
	if _, err = io.Copy(io.Discard, conn); err == nil {
		err = io.EOF
	}
	if e, ok := err.(net.Error); !ok || !e.Timeout() {
		return fmt.Errorf("on another connection came %s", ending(err))
	}
	return nil
}

// finish says that no more will come, and goes on reading.
func finish(conn net.Conn) error {
	return conn.(*net.TCPConn).CloseWrite()
}

// crowd lets n clients do the same, so many of them at once.
func crowd(n, atOnce int, client func() error) error {
	errs := make(chan error)
	for i := 0; i < atOnce; i++ {
		share := n / atOnce
		go func() {
			var err error
			for j := 0; j < share && err == nil; j++ {
				err = client()
			}
			errs <- err
		}()
	}
	var first error
	for i := 0; i < atOnce; i++ {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// ending says how a read ended.
func ending(err error) string {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return "the end"
	}
	if e, ok := err.(net.Error); ok && e.Timeout() {
		return "nothing more"
	}
	if e, ok := err.(*net.OpError); ok {
		return e.Err.Error()
	}
	return err.Error()
}
