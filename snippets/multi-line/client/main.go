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

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: client PEER COMMAND...")
		os.Exit(2)
	}
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	in := bufio.NewScanner(conn)
	for _, command := range os.Args[2:] {
		_, err := fmt.Fprintf(conn, "%s\r\n", command)
		check(err)
		code, lines, err := reply(in)
		check(err)
		fmt.Println(command, "->", code)
		for _, line := range lines {
			fmt.Printf("  %q\n", line)
		}
	}
	check(conn.Close())
}
