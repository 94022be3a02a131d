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
		fmt.Fprintln(os.Stderr, "usage: client PEER PIECE...")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	// ANCHOR: pieces
	for _, piece := range os.Args[2:] {
		_, err := io.WriteString(conn, piece)
		check(err)
		time.Sleep(50 * time.Millisecond)
	}
	check(conn.(*net.TCPConn).CloseWrite())
	// ANCHOR_END: pieces
	replies := bufio.NewScanner(conn)
	for replies.Scan() {
		fmt.Println(replies.Text())
	}
	check(replies.Err())
	check(conn.Close())
	fmt.Println("finished")
}
