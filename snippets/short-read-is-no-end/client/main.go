package main

import (
	"bufio"
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

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client IP:PORT TEXT...")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	// ANCHOR: send
	sent := 0
	for i, part := range os.Args[2:] {
		if i > 0 {
			time.Sleep(200 * time.Millisecond)
		}
		n, err := io.WriteString(conn, part)
		check(err)
		sent += n
	}
	fmt.Println("sent", sent, "bytes")
	// ANCHOR_END: send
	// ANCHOR: reply
	end := time.Now().Add(time.Second)
	check(conn.SetReadDeadline(end))
	reply, err := bufio.NewReader(conn).ReadString('\n')
	check(err)
	fmt.Print(reply)
	// ANCHOR_END: reply
}
