package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
)

// call is a client at one address, who calls another. An empty own
// address leaves the choice to the kernel.
func call(own, other string) (net.Conn, error) {
	var from *net.TCPAddr
	if own != "" {
		from = &net.TCPAddr{IP: net.ParseIP(own)}
	}
	to := &net.TCPAddr{IP: net.ParseIP(other), Port: 5000}
	conn, err := net.DialTCP("tcp", from, to)
	if err != nil {
		return nil, err
	}
	return conn, wait(conn)
}

// told wants the line for such a call.
func told(conn net.Conn, family string) error {
	own, port, err := net.SplitHostPort(conn.LocalAddr().String())
	if err != nil {
		return err
	}
	called, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return err
	}
	want := family + " " + own + " " + port + " " + called + "\n"
	if err := expect(conn, []byte(want)); err != nil {
		return err
	}
	return expectEnd(conn)
}

// visit calls, and hears who it is.
func visit(family, own, other string) error {
	conn, err := call(own, other)
	if err != nil {
		return fmt.Errorf("calling %s: %s", other, ending(err))
	}
	defer conn.Close()
	return told(conn, family)
}

// three has three calls open before it hears of the first.
func three() error {
	var conns []net.Conn
	for i := 0; i < 3; i++ {
		conn, err := call("", "127.0.0.1")
		if err != nil {
			return err
		}
		conns = append(conns, conn)
	}
	for i, conn := range conns {
		if err := told(conn, "IPv4"); err != nil {
			return errors.New("call " + strconv.Itoa(i+1) + ": " +
				err.Error())
		}
		conn.Close()
	}
	return nil
}

func try(property string) error {
	switch property {
	case "four":
		return visit("IPv4", "", "127.0.0.1")
	case "six":
		return visit("IPv6", "", "::1")
	case "other-caller":
		return visit("IPv4", "127.0.0.5", "127.0.0.1")
	case "called":
		return visit("IPv4", "127.0.0.1", "127.0.0.9")
	case "three":
		return three()
	case "reset":
		conn, err := call("", "127.0.0.1")
		if err == nil {
			err = reset(conn)
		}
		if err == nil {
			err = visit("IPv6", "", "::1")
		}
		return err
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
