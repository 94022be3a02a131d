package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

func ask(most time.Duration, address string) (string, error) {
	conn, err := net.DialTimeout("tcp", address, most)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	fmt.Fprintln(conn, "What time is it?")
	var line strings.Builder
	buf := make([]byte, 1)
	for buf[0] != '\n' {
		conn.SetReadDeadline(time.Now().Add(most))
		if _, err := conn.Read(buf); err != nil {
			return "", err
		}
		line.Write(buf)
	}
	return strings.TrimSuffix(line.String(), "\n"), nil
}

func main() {
	most, err := time.ParseDuration(os.Args[1])
	for _, address := range os.Args[2:] {
		var line string
		line, err = ask(most, address)
		if err == nil {
			fmt.Printf("got %q\n", line)
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
