package main

import (
	"fmt"
	"net/textproto"
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
		fmt.Fprintln(os.Stderr,
			"usage: library PEER COMMAND...")
		os.Exit(2)
	}
	// ANCHOR: library
	conn, err := textproto.Dial("tcp", os.Args[1])
	check(err)
	for _, command := range os.Args[2:] {
		check(conn.PrintfLine("%s", command))
		code, text, err := conn.ReadResponse(2)
		fmt.Printf("%s -> %d, %v\n", command, code, err)
		fmt.Printf("  %q\n", text)
	}
	check(conn.Close())
	// ANCHOR_END: library
}
