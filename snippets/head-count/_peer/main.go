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

// ask sends a line, and returns the one that comes back.
func ask(conn net.Conn) (string, error) {
	wait(conn)
	if _, err := io.WriteString(conn, "how many?\n"); err != nil {
		return "", errors.New("the connection was broken off")
	}
	answer, one := "", make([]byte, 1)
	for len(answer) < 20 {
		if _, err := io.ReadFull(conn, one); err != nil {
			return "", fmt.Errorf("expected a line, got %q, then %s",
				answer, ending(err))
		}
		if one[0] == '\n' {
			break
		}
		answer += string(one)
	}
	return answer, nil
}

func expectNumber(conn net.Conn, want string) error {
	got, err := ask(conn)
	if err == nil && got != want {
		err = fmt.Errorf("expected %q, got %q", want, got)
	}
	return err
}

// await asks until the server has noticed what somebody else did.
func await(conn net.Conn, want string) error {
	var err error
	until := time.Now().Add(patience)
	for time.Now().Before(until) {
		if err = expectNumber(conn, want); err == nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return err
}

// join has n more clients connected, each of them seen by the
// server.
func join(n int) ([]net.Conn, error) {
	var all []net.Conn
	for i := 0; i < n; i++ {
		conn, err := dial(address)
		if err != nil {
			return nil, err
		}
		all = append(all, conn)
	}
	return all, nil
}

// together expects each of n clients to be told of all.
func together(n int) error {
	all, err := join(n)
	if err != nil {
		return err
	}
	for _, conn := range all {
		if err := await(conn, fmt.Sprint(n)); err != nil {
			return err
		}
	}
	return nil
}

func leaves() error {
	all, err := join(3)
	if err != nil {
		return err
	}
	if err := await(all[0], "3"); err != nil {
		return err
	}
	if err := all[1].Close(); err != nil {
		return err
	}
	return await(all[0], "2")
}

func hangsUp() error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	if err := expectNumber(conn, "1"); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

func resets() error {
	all, err := join(2)
	if err != nil {
		return err
	}
	if err := await(all[0], "2"); err != nil {
		return err
	}
	if _, err := io.WriteString(all[1], "how m"); err != nil {
		return err
	}
	if err := reset(all[1]); err != nil {
		return err
	}
	return await(all[0], "1")
}

// visit is what one of the thousand does.
func visit() error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := ask(conn); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

func thousand() error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	if err := crowd(1000, 20, visit); err != nil {
		return err
	}
	return await(conn, "1")
}

func try(property string) error {
	switch property {
	case "alone":
		conn, err := dial(address)
		if err != nil {
			return err
		}
		if err := expectNumber(conn, "1"); err != nil {
			return err
		}
		return expectNumber(conn, "1")
	case "together":
		return together(3)
	case "leaves":
		return leaves()
	case "hangs-up":
		return hangsUp()
	case "reset":
		return resets()
	case "forty":
		return together(40)
	case "thousand":
		return thousand()
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
