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
	err := conn.SetDeadline(end)
	var line string
	if err == nil {
		line, err = bufio.NewReader(conn).ReadString('\n')
	}
	if err == nil {
		fmt.Printf("%q\n", line)
		_, err = fmt.Fprint(conn,
			"HTTP/1.0 204 No Content\r\n\r\n")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
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
