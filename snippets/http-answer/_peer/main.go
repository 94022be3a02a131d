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

const (
	head  = "HTTP/1.1 200 OK\r\nServer: peer\r\n"
	hello = head + "Content-Length: 6\r\n\r\nHello!"
)

// request reads one, which ends with an empty line.
func request(conn net.Conn) error {
	wait(conn)
	got, one := []byte{}, make([]byte, 1)
	for !bytes.HasSuffix(got, []byte("\r\n\r\n")) {
		if _, err := io.ReadFull(conn, one); err != nil {
			return fmt.Errorf("got %.80q, then %s", got, ending(err))
		}
		got = append(got, one[0])
	}
	if !bytes.HasPrefix(got, []byte("GET /page HTTP/1.1\r\n")) {
		return fmt.Errorf("got %.80q", got)
	}
	if !bytes.Contains(bytes.ToLower(got), []byte("\r\nhost:")) {
		return fmt.Errorf("got %.80q, without a Host", got)
	}
	return nil
}

// answer sends it, and holds the connection until the client has
// gone, or breaks off with what it has not read.
func answer(conn net.Conn, text string) error {
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	wait(conn)
	_, err := conn.Read(make([]byte, 1))
	if e, ok := err.(net.Error); ok && e.Timeout() {
		return errors.New("the answer was sent, and the client stayed")
	}
	return nil
}

// inPieces gives the client time to read each byte by itself,
// which it most likely does: nothing tells when it has.
func inPieces(conn net.Conn, text string) error {
	last := len(text) - 1
	for i := 0; i < last; i++ {
		if _, err := io.WriteString(conn, text[i:i+1]); err != nil {
			return fmt.Errorf("the client went after %d bytes", i)
		}
		time.Sleep(3 * time.Millisecond)
	}
	return answer(conn, text[last:])
}

func serve(conn net.Conn, property string) error {
	switch property {
	case "asks":
		if _, err := io.WriteString(conn, hello); err != nil {
			return err
		}
		return conn.Close()
	case "stays-open":
		return answer(conn, hello)
	case "in-pieces":
		return inPieces(conn, hello)
	case "small-letters":
		return answer(conn, head+"content-length:6\r\n\r\nHello!")
	case "empty-line":
		return answer(conn, head+"Content-Length: 10\r\n\r\n"+
			"one\r\n\r\ntwo")
	case "no-page":
		return answer(conn, "HTTP/1.1 404 Not Found\r\n"+
			"Content-Length: 0\r\n\r\n")
	case "cut-off":
		io.WriteString(conn, head+"Content-Length: 6\r\n\r\nHel")
		return conn.Close()
	}
	return fmt.Errorf("no property %s", property)
}

func try(property string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:80")
	if err != nil {
		return err
	}
	conn, err := accept(listener)
	if err != nil {
		return err
	}
	if err := request(conn); err != nil {
		return err
	}
	return serve(conn, property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
