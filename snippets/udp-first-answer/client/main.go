package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

// ANCHOR: ask
func ask(to string) (string, error) {
	conn, err := net.Dial("udp", to)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	end := time.Now().Add(500 * time.Millisecond)
	if err := conn.SetDeadline(end); err != nil {
		return "", err
	}
	_, err = conn.Write([]byte("Good morning!"))
	if err != nil {
		return "", err
	}
	buf := make([]byte, 1500)
	n, err := conn.Read(buf)
	return string(buf[:n]), err
}

// ANCHOR_END: ask
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client NAME PORT")
		os.Exit(2)
	}
	// ANCHOR: walk
	list, err := net.LookupHost(os.Args[1])
	for _, ip := range list {
		to := net.JoinHostPort(ip, os.Args[2])
		var answer string
		if answer, err = ask(to); err == nil {
			fmt.Printf("%s answers %q\n", to, answer)
			return
		}
		fmt.Println(to, "did not answer:", err)
	}
	// ANCHOR_END: walk
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
