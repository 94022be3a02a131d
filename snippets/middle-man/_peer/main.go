package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

const proxy, server = "127.0.0.1:8080", "127.0.0.1:1060"

// A pair is the two ends between which the proxy stands.
type pair struct{ client, server net.Conn }

// join calls the proxy, and takes its call.
func join(listener net.Listener) (pair, error) {
	client, err := dial(proxy)
	if err != nil {
		return pair{}, err
	}
	conn, err := accept(listener)
	if err != nil {
		return pair{}, fmt.Errorf("the server was not called")
	}
	return pair{client, conn}, nil
}

// say sends a text at one end, and expects it at the other.
func say(from, to net.Conn, text string) error {
	wait(from)
	if _, err := io.WriteString(from, text); err != nil {
		return fmt.Errorf("broken off before %q", text)
	}
	return expect(to, []byte(text))
}

// end ends a direction, and expects that.
func end(from, to net.Conn) error {
	if err := finish(from); err != nil {
		return err
	}
	return expectEnd(to)
}

// talk is a question and its answer.
func (p pair) talk() error {
	if err := say(p.client, p.server, "Are you there?"); err != nil {
		return err
	}
	return say(p.server, p.client, "I am.")
}

// ends lets one end finish first, and the other have the last
// word.
func (p pair) ends(first, last net.Conn) error {
	if err := say(first, last, "That is all."); err != nil {
		return err
	}
	if err := end(first, last); err != nil {
		return err
	}
	if err := say(last, first, "Thanks."); err != nil {
		return err
	}
	return end(last, first)
}

// broken resets the client's connection in the middle.
func (p pair) broken() error {
	if err := say(p.client, p.server, "One, two"); err != nil {
		return err
	}
	if err := reset(p.client); err != nil {
		return err
	}
	wait(p.server)
	n, err := p.server.Read(make([]byte, 100))
	if n > 0 || err == io.EOF {
		return fmt.Errorf("the server was told of a good end")
	}
	if e, ok := err.(net.Error); ok && e.Timeout() {
		return fmt.Errorf("the server was told nothing")
	}
	return nil
}

// gone comes when there is no server.
func gone() error {
	client, err := dial(proxy)
	if err != nil {
		return err
	}
	if _, err = client.Read(make([]byte, 1)); err == nil {
		return fmt.Errorf("expected the end, got a byte")
	} else if e, ok := err.(net.Error); ok && e.Timeout() {
		return fmt.Errorf("expected the end, got nothing")
	}
	return nil
}

func try(property string) error {
	if property == "server-gone" {
		if err := gone(); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", server)
	if err != nil {
		return err
	}
	p, err := join(listener)
	if err != nil {
		return err
	}
	switch property {
	case "both-ways", "server-gone":
		return p.talk()
	case "end-passes":
		return p.ends(p.client, p.server)
	case "server-ends":
		return p.ends(p.server, p.client)
	case "break-passes":
		return p.broken()
	case "many":
		other, err := join(listener)
		if err != nil {
			return err
		}
		return other.talk()
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
