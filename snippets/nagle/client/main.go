package main

import (
	"fmt"
	"io"
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

// ANCHOR: ask
const roundTrip = 200 * time.Millisecond

// ask tells how many round trips it takes from the question to
// the answer.
func ask(noDelay bool, pieces ...string) int {
	conn, err := net.Dial("tcp", "server:1060")
	check(err)
	check(conn.(*net.TCPConn).SetNoDelay(noDelay))
	begun := time.Now()
	for _, piece := range pieces {
		_, err = io.WriteString(conn, piece)
		check(err)
	}
	_, err = io.ReadAll(conn)
	check(err)
	check(conn.Close())
	return int(time.Since(begun) / roundTrip)
}

// ANCHOR_END: ask
func main() {
	// ANCHOR: main
	length, text := "\x00\x00\x00\x0d", "Good morning!"
	fmt.Println("Nagle, two writes:", ask(false, length, text))
	fmt.Println("at once, two writes:", ask(true, length, text))
	fmt.Println("Nagle, one write:", ask(false, length+text))
	// ANCHOR_END: main
}
