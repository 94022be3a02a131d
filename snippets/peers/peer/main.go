package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: call
func call(name, other string) {
	conn, err := net.Dial("tcp", other)
	check(err)
	defer conn.Close()
	_, err = fmt.Fprintln(conn, name)
	check(err)
	reply, err := bufio.NewReader(conn).ReadString('\n')
	check(err)
	fmt.Printf("called %s: %s", other, reply)
}

// ANCHOR_END: call
// ANCHOR: answer
func answer(listener net.Listener, name string) {
	conn, err := listener.Accept()
	check(err)
	defer conn.Close()
	caller, err := bufio.NewReader(conn).ReadString('\n')
	check(err)
	fmt.Print("called by ", caller)
	_, err = fmt.Fprintln(conn, "this is", name)
	check(err)
}

// ANCHOR_END: answer
func main() {
	// ANCHOR: main
	name, own, other := os.Args[1], os.Args[2], os.Args[3]
	if other != "-" {
		call(name, other)
	}
	if own == "-" {
		return
	}
	listener, err := net.Listen("tcp", own)
	check(err)
	for {
		answer(listener, name)
	}
	// ANCHOR_END: main
}
