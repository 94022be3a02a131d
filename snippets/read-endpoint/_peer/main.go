package main

import (
	"errors"
	"fmt"
	"net"
	"os"
)

const server = "127.0.0.1:5000"

// says sends texts, and wants the same answer to each.
func says(conn net.Conn, want string, texts ...string) error {
	for _, text := range texts {
		if _, err := conn.Write([]byte(text + "\n")); err != nil {
			return err
		}
		if err := expect(conn, []byte(want+"\n")); err != nil {
			return fmt.Errorf("to %q: %w", text, err)
		}
	}
	return nil
}

// together sends several texts in one piece.
func together(conn net.Conn) error {
	text := "nonsense\n127.0.0.1:7\n[::1]:7\n"
	if _, err := conn.Write([]byte(text)); err != nil {
		return err
	}
	want := "no\nIPv4 127.0.0.1 7\nIPv6 ::1 7\n"
	if err := expect(conn, []byte(want)); err != nil {
		return err
	}
	if err := finish(conn); err != nil {
		return err
	}
	return expectEnd(conn)
}

func try(property string) error {
	conn, err := dial(server)
	if err != nil {
		return err
	}
	defer conn.Close()
	switch property {
	case "four":
		return says(conn, "IPv4 192.168.1.100 80",
			"192.168.1.100:80")
	case "six":
		return says(conn, "IPv6 2001:db8::7 443",
			"[2001:db8::7]:443")
	case "no-brackets":
		return says(conn, "no", "::1:443", "2001:db8::7:443",
			"2001:db8:1:2:3:4:5:6:443")
	case "no-host-or-port":
		return says(conn, "no", "192.168.1.100", "[::1]", "::1",
			"192.168.1.100:", ":80", "", ":")
	case "no-number":
		return says(conn, "no", "192.168.1.100:65536",
			"192.168.1.100:-1", "192.168.1.100:+80",
			"192.168.1.100:http", "192.168.1.256:80",
			"192.168.001.100:80", "shop.example.test:80")
	case "short":
		return says(conn, "IPv6 2001:db8::1:0:0:1 80",
			"[2001:db8::1:0:0:1]:80",
			"[2001:db8:0:0:1::1]:80",
			"[2001:0DB8:0000:0000:0001:0000:0000:0001]:80")
	case "mapped":
		return says(conn, "IPv4 192.168.1.100 80",
			"[::ffff:192.168.1.100]:80", "[::ffff:c0a8:164]:80")
	case "zone":
		return says(conn, "IPv6 fe80::1%eth0 7",
			"[fe80::1%eth0]:7")
	case "goes-on":
		return together(conn)
	}
	return errors.New("no property " + property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
