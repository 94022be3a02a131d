package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	size, err := strconv.Atoi(os.Args[2])
	check(err)
	conn, err := net.Dial("tcp", os.Args[1])
	check(err)
	defer conn.Close()
	buf := make([]byte, size)
	n, err := conn.Read(buf)
	check(err)
	fmt.Printf("got %q\n", buf[:n])
}
