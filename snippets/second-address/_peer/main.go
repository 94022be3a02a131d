package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// greet takes the client at one address, and says hello.
func greet(listener net.Listener, place string) error {
	conn, err := accept(listener)
	if err != nil {
		return fmt.Errorf("the %s address was not called", place)
	}
	if _, err := io.WriteString(conn, "hello from the "+place); err != nil {
		return err
	}
	return conn.Close()
}

// silence keeps a connection open and says nothing.
func silence(listener net.Listener, place string) (net.Conn, error) {
	conn, err := accept(listener)
	if err != nil {
		return nil, fmt.Errorf("the %s address was not called", place)
	}
	return conn, nil
}

// leftAlone fails if the client calls here as well, which it would
// do at once: nothing tells that it will not.
func leftAlone(listener net.Listener) error {
	conn, err := acceptWithin(listener, 300*time.Millisecond)
	if err == nil {
		io.WriteString(conn, "hello from the second")
		conn.Close()
		return fmt.Errorf("the second address was called, too")
	}
	return nil
}

// serve does what the property is about at the two addresses; the
// first is nil where it is to refuse.
func serve(one, two net.Listener, property string) error {
	switch property {
	case "first":
		return greet(one, "first")
	case "refused":
		return greet(two, "second")
	case "hangs-up":
		conn, err := silence(one, "first")
		if err != nil {
			return err
		}
		conn.Close()
		return greet(two, "second")
	case "silent":
		conn, err := silence(one, "first")
		if err != nil {
			return err
		}
		defer conn.Close()
		return greet(two, "second")
	case "only-one":
		if err := greet(one, "first"); err != nil {
			return err
		}
		return leftAlone(two)
	case "nobody":
		conn, err := silence(two, "second")
		if err != nil {
			return err
		}
		return conn.Close()
	case "no-such-name":
		return leftAlone(two)
	}
	return fmt.Errorf("no property %s", property)
}

// try binds the first address first: the client starts as soon as
// one is bound.
func try(property string) error {
	var one net.Listener
	var err error
	if property != "refused" && property != "nobody" {
		one, err = net.Listen("tcp", "[::1]:1060")
		if err != nil {
			return err
		}
	}
	two, err := net.Listen("tcp", "127.0.0.1:1060")
	if err != nil {
		return err
	}
	return serve(one, two, property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
