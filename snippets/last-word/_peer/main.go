package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

var text = "to be or not to be"

// reply does to the client what the property is about. Whether
// it hears the answer, what it prints tells.
func reply(conn net.Conn, property string) error {
	switch property {
	case "ends-text", "hears-answer":
		io.WriteString(conn, "6 words")
	case "in-pieces":
		for _, piece := range []string{
			"6 words", ", and two", " of them twice"} {
			io.WriteString(conn, piece)
			pause()
		}
	case "reset":
		io.WriteString(conn, "6 wo")
		pause()
		return reset(conn)
	default:
		return fmt.Errorf("no property %s", property)
	}
	return conn.Close()
}

// pause gives the client time to read what was sent, which it
// most likely does: nothing tells when it has.
func pause() { time.Sleep(20 * time.Millisecond) }

func try(property string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		return err
	}
	conn, err := accept(listener)
	if err != nil {
		return err
	}
	if err := expect(conn, []byte(text)); err != nil {
		return err
	}
	if err := expectEnd(conn); err != nil {
		return err
	}
	return reply(conn, property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
