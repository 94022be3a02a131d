package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"
)

const path = "/tmp/echo.sock"

var place = net.UnixAddr{Name: path, Net: "unix"}

// leave makes a path as a server does that is killed. It never
// listens: the reader's program starts when something does.
func leave() error {
	sock, err := syscall.Socket(
		syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	own := &syscall.SockaddrUnix{Name: path}
	if err := syscall.Bind(sock, own); err != nil {
		return err
	}
	return syscall.Close(sock)
}

// call waits until the reader's server is there.
func call() (*net.UnixConn, error) {
	until := time.Now().Add(patience)
	for {
		conn, err := net.DialUnix("unix", nil, &place)
		if err == nil {
			return conn, wait(conn)
		}
		if time.Now().After(until) {
			return nil, fmt.Errorf("calling %s: %s",
				path, ending(err))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// served is a client of the reader's server.
func served() error {
	conn, err := call()
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("hello")); err != nil {
		return err
	}
	if err := expect(conn, []byte("hello")); err != nil {
		return err
	}
	if err := conn.CloseWrite(); err != nil {
		return err
	}
	return expectEnd(conn)
}

// gone waits until there is nothing at the path.
func gone() error {
	until := time.Now().Add(patience)
	for {
		_, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if time.Now().After(until) {
			return errors.New("the path is still there")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// lives has a server of its own at the path, for others to find.
func lives() error {
	listener, err := net.ListenUnix("unix", &place)
	if err != nil {
		return err
	}
	listener.SetDeadline(time.Now().Add(patience))
	look, err := listener.Accept()
	if err == nil {
		wait(look)
		look.Read(make([]byte, 1)) // until it goes
		look.Close()
	}
	caller, err := net.DialUnix("unix", nil, &place)
	if err != nil {
		return fmt.Errorf("a server lived at %s, and its path "+
			"was taken away", path)
	}
	defer caller.Close()
	listener.SetDeadline(time.Now().Add(patience))
	if _, err := listener.Accept(); err != nil {
		return fmt.Errorf("a server lived at %s, and its callers "+
			"are led elsewhere", path)
	}
	return nil
}

// letters has a box for datagrams at the path, which must still be
// there when the reader's program has had time to look.
func letters() error {
	at := net.UnixAddr{Name: path, Net: "unixgram"}
	box, err := net.ListenUnixgram("unixgram", &at)
	if err != nil {
		return err
	}
	defer box.Close()
	ready, err := net.Listen("tcp", "127.0.0.1:7000")
	if err != nil {
		return err
	}
	defer ready.Close()
	until := time.Now().Add(patience / 4)
	for err == nil && time.Now().Before(until) {
		time.Sleep(10 * time.Millisecond)
		var letter *net.UnixConn
		letter, err = net.DialUnix("unixgram", nil, &at)
		if err == nil {
			err = letter.Close()
		}
	}
	if err != nil {
		return fmt.Errorf("a socket for datagrams was at %s, and "+
			"its path was taken away", path)
	}
	return nil
}

func try(property string) error {
	switch property {
	case "living":
		return lives()
	case "another-kind":
		return letters()
	case "left-behind":
		if err := leave(); err != nil {
			return err
		}
	}
	// Only now the reader's program is started.
	ready, err := net.Listen("tcp", "127.0.0.1:7000")
	if err != nil {
		return err
	}
	defer ready.Close()
	switch property {
	case "nothing-there", "left-behind":
		return served()
	case "tidies-up":
		if err := served(); err != nil {
			return err
		}
		return gone()
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
