package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ANCHOR: final
// final prints replies, up to one that is no preliminary.
func final(in *bufio.Reader) {
	for code := 100; code < 200; {
		line, err := in.ReadString('\n')
		check(err)
		fmt.Println(" ", strings.TrimSpace(line))
		_, err = fmt.Sscan(line, &code)
		check(err)
	}
}

// ANCHOR_END: final
func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: client PEER COMMAND...")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	// ANCHOR: ask
	in := bufio.NewReader(conn)
	final(in) // the greeting
	for _, command := range os.Args[2:] {
		fmt.Println(command)
		_, err := fmt.Fprintf(conn, "%s\r\n", command)
		check(err)
		final(in)
	}
	// ANCHOR_END: ask
	check(conn.Close())
}
