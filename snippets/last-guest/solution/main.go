package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"sync"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// talk answers the lines of one client.
func talk(conn net.Conn, stop func()) {
	defer conn.Close()
	for in := bufio.NewScanner(conn); in.Scan(); {
		if in.Text() == "stop" {
			stop()
		}
		fmt.Fprintf(conn, "Heard: %q\n", in.Text())
	}
}

func main() {
	listener, err := net.Listen("tcp", ":"+os.Args[1])
	check(err)
	var guests sync.WaitGroup
	stop := func() { listener.Close() }
	for {
		conn, err := listener.Accept()
		if err != nil {
			break // the listener is closed
		}
		guests.Go(func() { talk(conn, stop) })
	}
	guests.Wait()
	fmt.Println("all have gone")
}
