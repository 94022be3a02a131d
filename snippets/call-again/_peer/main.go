package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

const address = "127.0.0.1:1060"

// turnAway resets so many calls, and says how long it took from
// the first to the last.
func turnAway(listener net.Listener, calls int) (
	time.Duration, error) {
	var first time.Time
	for i := 0; i < calls; i++ {
		conn, err := accept(listener)
		if err != nil {
			return 0, fmt.Errorf("call %d did not come", i+1)
		}
		if i == 0 {
			first = time.Now()
		}
		if err := reset(conn); err != nil {
			return 0, err
		}
	}
	return time.Since(first), nil
}

func welcome(listener net.Listener, text string) error {
	conn, err := accept(listener)
	if err != nil {
		return errors.New("no further call came")
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	return conn.Close()
}

// noMore fails if another call comes, for which it waits longer
// than the client's next wait would be.
func noMore(listener net.Listener) error {
	conn, err := acceptWithin(listener, time.Second)
	if err == nil {
		conn.Close()
		return errors.New("another call came")
	}
	return nil
}

// backsOff gives the waits, 750 ms together, some room: nothing
// else lies between the pace that is right and a fixed one.
func backsOff(listener net.Listener) error {
	took, err := turnAway(listener, 5)
	if err != nil {
		return err
	}
	if took < 500*time.Millisecond {
		return errors.New("the five calls came too soon after " +
			"each other")
	}
	return noMore(listener)
}

// notYet listens elsewhere, which lets the client begin, and takes
// its time before it opens the right port.
func notYet() error {
	if _, err := net.Listen("tcp", "127.0.0.1:1061"); err != nil {
		return err
	}
	time.Sleep(400 * time.Millisecond)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return welcome(listener, "welcome")
}

func try(property string) error {
	if property == "not-yet" {
		return notYet()
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	switch property {
	case "at-once":
		return welcome(listener, "welcome")
	case "turned-away":
		if _, err := turnAway(listener, 2); err != nil {
			return err
		}
		return welcome(listener, "welcome")
	case "backs-off":
		return backsOff(listener)
	case "end":
		if err := welcome(listener, ""); err != nil {
			return err
		}
		return noMore(listener)
	case "no-such-name":
		return nil
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
