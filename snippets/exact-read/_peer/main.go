package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

var text = "twelve bytes"

// serve does to the client what the property is about. That a
// client leaves early is its own affair: what it prints counts.
func serve(conn net.Conn, property string) error {
	switch property {
	case "at-once":
		io.WriteString(conn, text)
	case "no-more":
		io.WriteString(conn, text+" and then some")
	case "in-pieces":
		for i := range text {
			conn.Write([]byte{text[i]})
			pause()
		}
	case "early-end":
		io.WriteString(conn, text[:5])
		finish(conn)
	case "end-at-once":
		finish(conn)
	case "reset":
		io.WriteString(conn, text[:5])
		pause() // or it may be the client's Dial that fails
		reset(conn)
	default:
		return fmt.Errorf("no property %s", property)
	}
	return nil
}

// pause gives the client time to read what was sent, which it
// most likely does: nothing tells when it has. Where it gets two
// pieces at once after all, it is spared.
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
	if err := serve(conn, property); err != nil {
		return err
	}
	io.Copy(io.Discard, conn) // until the client has gone
	return nil
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
