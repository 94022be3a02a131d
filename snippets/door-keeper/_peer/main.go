package main

import (
	"fmt"
	"net"
	"os"
)

// call dials the server from an address of this machine.
func call(from, to string) (net.Conn, error) {
	dialer := net.Dialer{
		LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)},
		Timeout:   patience,
	}
	conn, err := dialer.Dial("tcp", to)
	if err != nil {
		return nil, fmt.Errorf("from %s: %v", from, err)
	}
	return conn, nil
}

func target(from string) string {
	if from == "::1" {
		return "[::1]:1060"
	}
	return "127.0.0.1:1060"
}

func comesIn(from string) error {
	conn, err := call(from, target(from))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := expect(conn, []byte("come in")); err != nil {
		return fmt.Errorf("from %s: %v", from, err)
	}
	return expectEnd(conn)
}

func keptOut(from string) error {
	conn, err := call(from, target(from))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := expectEnd(conn); err != nil {
		return fmt.Errorf("from %s: %v", from, err)
	}
	return nil
}

// inAndOut has some clients that must come in, and one that must
// not.
func inAndOut(in []string, out string) error {
	for _, from := range in {
		if err := comesIn(from); err != nil {
			return err
		}
	}
	return keptOut(out)
}

func try(property string) error {
	switch property {
	case "comes-in":
		if err := comesIn("127.0.0.1"); err != nil {
			return err
		}
		return comesIn("::1")
	case "kept-out":
		return keptOut("127.0.0.2")
	case "neighbour":
		return comesIn("127.0.0.20")
	case "long-form":
		return inAndOut([]string{"127.0.0.1"}, "::1")
	case "mapped-form":
		return inAndOut([]string{"127.0.0.1", "::1"}, "127.0.0.3")
	case "all":
		return inAndOut([]string{"127.0.0.8"}, "127.0.0.9")
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
