package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ask(server net.Addr, within time.Duration) (
	string, error) {
	sock, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer sock.Close()
	_, err = sock.WriteTo([]byte("6 times 7?"), server)
	if err != nil {
		return "", err
	}
	err = sock.SetReadDeadline(time.Now().Add(within))
	if err != nil {
		return "", err
	}
	buf := make([]byte, 100)
	for {
		n, from, err := sock.ReadFrom(buf)
		if err != nil {
			return "", err
		}
		if from.String() == server.String() {
			return string(buf[:n]), nil
		}
	}
}

func main() {
	server, err := net.ResolveUDPAddr("udp", os.Args[1])
	check(err)
	within, err := time.ParseDuration(os.Args[2])
	check(err)
	answer, err := ask(server, within)
	check(err)
	fmt.Printf("got %q\n", answer)
}
