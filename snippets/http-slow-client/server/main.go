package main

import (
	"bufio"
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

// ANCHOR: answer
func answer(conn net.Conn) {
	defer conn.Close()
	end := time.Now().Add(2 * time.Second)
	check(conn.SetDeadline(end))
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n')
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	fmt.Printf("%q\n", line)
	fmt.Fprint(conn, "HTTP/1.0 204 No Content\r\n\r\n")
}

// ANCHOR_END: answer
func main() {
	// ANCHOR: accept
	listener, err := net.Listen("tcp", ":8080")
	check(err)
	for {
		conn, err := listener.Accept()
		check(err)
		go answer(conn)
	}
	// ANCHOR_END: accept
}
