package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func ask(to string) ([]byte, error) {
	conn, err := net.Dial("udp", to)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	end := time.Now().Add(500 * time.Millisecond)
	if err := conn.SetDeadline(end); err != nil {
		return nil, err
	}
	_, err = conn.Write([]byte("Good morning!"))
	if err != nil {
		return nil, err
	}
	buf := make([]byte, 1500)
	n, err := conn.Read(buf)
	return buf[:n], err
}

func main() {
	for _, to := range os.Args[1:] {
		answer, err := ask(to)
		if err == nil {
			fmt.Printf("got %q\n", answer)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "nobody answered")
	os.Exit(1)
}
