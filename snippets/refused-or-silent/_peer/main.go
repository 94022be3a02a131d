package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// A door is an address, what there is to find out about it, and
// what becomes of those who get in.
type door struct{ address, state, then string }

// listen opens a door, and does something with who comes.
func listen(d door, do func(net.Conn) error) error {
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		return err
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			do(conn)
		}
	}()
	return nil
}

// stuff fills the queue of a listener that never accepts: whoever
// calls after that gets no answer.
func stuff(d door) error {
	own, err := net.ResolveTCPAddr("tcp", d.address)
	if err != nil {
		return err
	}
	listener, err := net.ListenTCP("tcp", own)
	if err != nil {
		return err
	}
	raw, err := listener.SyscallConn()
	if err != nil {
		return err
	}
	var short error
	err = raw.Control(func(fd uintptr) {
		short = syscall.Listen(int(fd), 0)
	})
	if err == nil {
		err = short
	}
	if err == nil {
		_, err = net.Dial("tcp", d.address)
	}
	return err
}

// keep holds a connection and says nothing.
func keep(conn net.Conn) error { return nil }

func closeIt(conn net.Conn) error { return conn.Close() }

// prepare makes each door what it is to be.
func prepare(doors []door) error {
	for _, d := range doors {
		var err error
		switch {
		case d.then == "close":
			err = listen(d, closeIt)
		case d.state == "open":
			err = listen(d, keep)
		case d.state == "silent":
			err = stuff(d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// many lists so many silent doors.
func many(n int) []door {
	var all []door
	for port := 7100; port < 7100+n; port++ {
		address := fmt.Sprintf("127.0.0.1:%d", port)
		all = append(all, door{address, "silent", ""})
	}
	return all
}

// doorsOf lists what a property is about.
func doorsOf(property string) []door {
	open := door{"127.0.0.1:7001", "open", ""}
	refused := door{"127.0.0.1:7002", "refused", ""}
	silent := door{"127.0.0.1:7003", "silent", ""}
	switch property {
	case "open":
		return []door{open}
	case "refused":
		return []door{refused}
	case "silent":
		return []door{silent}
	case "in-order":
		last := door{"127.0.0.1:7008", "open", ""}
		return []door{open, silent, refused, last}
	case "hangs-up":
		return []door{{"127.0.0.1:7004", "open", "close"}, open}
	case "no-port":
		return []door{{"127.0.0.1:70000", "error", ""}, open}
	case "family":
		return []door{{"[::1]:7006", "open", ""}, open}
	case "many-more":
		return many(12)
	}
	return nil
}

// ask sends the list, of doors that are ready by then.
func ask(conn net.Conn, doors []door) error {
	list := ""
	for _, d := range doors {
		list += d.address + "\n"
	}
	_, err := conn.Write([]byte(list + "\n"))
	return err
}

// told compares the report with what there was to find out.
func told(conn net.Conn, doors []door) error {
	wait(conn)
	got, err := io.ReadAll(conn)
	if err != nil {
		return fmt.Errorf("the report, of which %d bytes came: %s",
			len(got), ending(err))
	}
	lines := strings.Split(string(got), "\n")
	for i, d := range doors {
		want := d.address + " " + d.state
		if i >= len(lines) || lines[i] != want {
			return fmt.Errorf("line %d: expected %q, got %.200q",
				i+1, want, got)
		}
	}
	if len(lines) != len(doors)+1 {
		return fmt.Errorf("expected %d lines, got %.200q",
			len(doors), got)
	}
	return nil
}

func try(property string) error {
	doors := doorsOf(property)
	if doors == nil {
		return errors.New("no property " + property)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:7000")
	if err != nil {
		return err
	}
	if err := prepare(doors); err != nil {
		return err
	}
	conn, err := accept(listener)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := ask(conn, doors); err != nil {
		return err
	}
	return told(conn, doors)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
