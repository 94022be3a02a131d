package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	// ANCHOR: usage
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: nslookup NAME")
		os.Exit(2)
	}
	// ANCHOR_END: usage
	// ANCHOR: lookup
	list, err := net.LookupHost(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, address := range list {
		fmt.Println(address)
	}
	// ANCHOR_END: lookup
}
