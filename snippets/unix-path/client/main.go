package main

import (
	"fmt"
	"io"
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
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: client PATH TEXT")
		os.Exit(2)
	}
	// ANCHOR: ask
	conn, err := net.Dial("unix", os.Args[1])
	check(err)
	fmt.Printf("from %q to %q\n",
		conn.LocalAddr(), conn.RemoteAddr())
	_, err = io.WriteString(conn, os.Args[2])
	check(err)
	reply := make([]byte, len(os.Args[2]))
	_, err = io.ReadFull(conn, reply)
	check(err)
	// ANCHOR_END: ask
	fmt.Printf("%q\n", reply)
	check(conn.Close())
}
