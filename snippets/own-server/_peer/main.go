package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// question takes the client's, and says where it came from.
func question(server net.PacketConn) (net.Addr, error) {
	server.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, 100)
	n, client, err := server.ReadFrom(buf)
	if err != nil {
		return nil, fmt.Errorf("expected a question, got %s",
			ending(err))
	}
	if string(buf[:n]) != "6 times 7?" {
		return nil, fmt.Errorf("expected \"6 times 7?\", got %q",
			buf[:n])
	}
	return client, nil
}

// interrupt lets a stranger answer.
func interrupt(address string, client net.Addr) error {
	stranger, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	_, err = stranger.WriteTo([]byte("41"), client)
	return err
}

// chatter sends what the client has to drop, until it is told
// that nobody is there any more.
func chatter(client net.Addr) error {
	stranger, err := net.Dial("udp", client.String())
	if err != nil {
		return err
	}
	end := time.Now().Add(time.Second)
	for time.Now().Before(end) {
		if _, err := stranger.Write([]byte("41")); err != nil {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.New("expected the client to give up, " +
		"it still listens")
}

func try(property string) error {
	server, err := net.ListenPacket("udp", "127.0.0.1:1060")
	if err != nil {
		return err
	}
	client, err := question(server)
	if err != nil {
		return err
	}
	switch property {
	case "answered":
	case "stranger-first":
		err = interrupt("127.0.0.1:666", client)
	case "same-port":
		err = interrupt("127.0.0.2:1060", client)
	case "gives-up":
		return chatter(client)
	default:
		err = fmt.Errorf("no property %s", property)
	}
	if err != nil {
		return err
	}
	_, err = server.WriteTo([]byte("42"), client)
	return err
}

func main() {
	report(os.Args[1], try(os.Args[1]))
}
