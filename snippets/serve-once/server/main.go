package main

import (
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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: server [IP]:PORT")
		os.Exit(2)
	}
	// ANCHOR: main
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)
	s := &Server{listener: listener}
	check(s.ServeOne())
	fmt.Println("served one")
	check(s.Serve())
	fmt.Println("served all, nobody is left")
	// ANCHOR_END: main
}
