package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

const server = "127.0.0.1:7000"

// guest is a client who is being served.
func guest() (net.Conn, error) {
	conn, err := dial(server)
	if err != nil {
		return nil, err
	}
	return conn, say(conn, "good evening")
}

// say sends a line and wants it heard.
func say(conn net.Conn, line string) error {
	if _, err := conn.Write([]byte(line + "\n")); err != nil {
		return fmt.Errorf("saying %q: %s", line, ending(err))
	}
	want := fmt.Sprintf("Heard: %q\n", line)
	if err := expect(conn, []byte(want)); err != nil {
		return fmt.Errorf("saying %q: %w", line, err)
	}
	return nil
}

// closed waits until nobody is let in any more. The word is the
// server's to hear; a moment may pass until it has acted on it.
func closed() error {
	until := time.Now().Add(patience)
	for time.Now().Before(until) {
		conn, err := net.DialTimeout("tcp", server, patience)
		if err != nil {
			return nil
		}
		conn.Close()
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("after `stop`, a new client was let in")
}

// leave ends, and reads to the end.
func leave(conn net.Conn) error {
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

// stays is a guest who talks on after another one said stop.
func stays(quiet, boss net.Conn) error {
	if err := say(boss, "stop"); err != nil {
		return err
	}
	if err := closed(); err != nil {
		return err
	}
	for i := 0; i < 3; i++ {
		time.Sleep(30 * time.Millisecond)
		if err := say(quiet, "still here"); err != nil {
			return fmt.Errorf("a guest, after `stop`: %w", err)
		}
	}
	return nil
}

// empties the house, and gives the server time to end.
func empties(quiet, boss net.Conn) error {
	if err := stays(quiet, boss); err != nil {
		return err
	}
	if err := leave(boss); err != nil {
		return err
	}
	if err := say(quiet, "and the last one"); err != nil {
		return err
	}
	if err := leave(quiet); err != nil {
		return err
	}
	time.Sleep(patience / 4)
	return nil
}

func try(property string) error {
	quiet, err := guest()
	if err != nil {
		return err
	}
	boss, err := guest()
	if err != nil {
		return err
	}
	switch property {
	case "several":
		return say(quiet, "me too")
	case "lets-nobody-in":
		if err := say(boss, "stop"); err != nil {
			return err
		}
		return closed()
	case "guests-stay":
		return stays(quiet, boss)
	case "stop-twice":
		if err := stays(quiet, boss); err != nil {
			return err
		}
		if err := say(quiet, "stop"); err != nil {
			return err
		}
		return say(boss, "yes, yes")
	case "breaks-off":
		if err := reset(boss); err != nil {
			return err
		}
		other, err := guest()
		if err != nil {
			return err
		}
		return stays(quiet, other)
	case "ends":
		return empties(quiet, boss)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
