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

func main() {
	// ANCHOR: main
	conn, err := net.Dial("tcp", "server:1060")
	check(err)
	asked := time.Now()
	n, err := conn.Write([]byte("hello"))
	fmt.Println("write:", n, err)
	answer, err := io.ReadAll(conn)
	check(err)
	fmt.Printf("answer: %q\n", answer)
	late := time.Since(asked) > 200*time.Millisecond
	fmt.Println("after more than 0.2 s:", late)
	check(conn.Close())
	// ANCHOR_END: main
}
