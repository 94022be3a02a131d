package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

// The first question comes when the client has started, which
// may take a while; those after it are a matter of its waits.
const (
	first = 5 * time.Second
	next  = time.Second
)

// question takes the next one, which comes within that time.
func question(sock net.PacketConn, within time.Duration) (
	net.Addr, error) {
	sock.SetReadDeadline(time.Now().Add(within))
	buf := make([]byte, 100)
	n, from, err := sock.ReadFrom(buf)
	if err == nil && string(buf[:n]) != "ping" {
		err = fmt.Errorf("expected \"ping\", got %q", buf[:n])
	}
	return from, err
}

// lose takes so many questions and answers none. If one does not
// come, it lets go of a client that waits for ever.
func lose(sock net.PacketConn, questions int) error {
	var client net.Addr
	within := first
	for i := 0; i < questions; i++ {
		from, err := question(sock, within)
		within = next
		if err == nil {
			client = from
			continue
		}
		if client != nil {
			sock.WriteTo([]byte("too late"), client)
		}
		return fmt.Errorf("expected question %d, got %s",
			i+1, ending(err))
	}
	return nil
}

func answer(sock net.PacketConn, within time.Duration) error {
	client, err := question(sock, within)
	if err != nil {
		return fmt.Errorf("expected another question, got %s",
			ending(err))
	}
	_, err = sock.WriteTo([]byte("pong"), client)
	return err
}

// silence holds when the client has given up: its last wait is
// 160 ms.
func silence(sock net.PacketConn) error {
	_, err := question(sock, 400*time.Millisecond)
	if err == nil {
		return fmt.Errorf("expected four questions, got a fifth")
	}
	return nil
}

func try(property string) error {
	sock, err := net.ListenPacket("udp", "127.0.0.1:1060")
	if err != nil {
		return err
	}
	switch property {
	case "answered":
		return answer(sock, first)
	case "asks-again":
		if err := lose(sock, 2); err != nil {
			return err
		}
		return answer(sock, next)
	case "gives-up":
		if err := lose(sock, 4); err != nil {
			return err
		}
		return silence(sock)
	case "refused":
		if err := lose(sock, 1); err != nil {
			return err
		}
		return sock.Close()
	}
	return fmt.Errorf("no property %s", property)
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
