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

func ask(address string) {
	conn, err := net.Dial("tcp", address)
	check(err)
	reply, err := io.ReadAll(conn)
	if err == nil && string(reply) != "done\n" {
		err = fmt.Errorf("a reply of %q", reply)
	}
	check(err)
	check(conn.Close())
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: client PEER")
		os.Exit(2)
	}
	// ANCHOR: three
	start := time.Now()
	took := make(chan time.Duration)
	for range 3 {
		go func() {
			ask(os.Args[1])
			took <- time.Since(start)
		}()
	}
	for n := 1; n <= 3; n++ {
		whole := (<-took).Truncate(500 * time.Millisecond)
		fmt.Println("reply", n, "after", whole)
	}
	// ANCHOR_END: three
}
