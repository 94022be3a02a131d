package main

import (
	"fmt"
	"net"
	"os"
)

// ANCHOR: class
func class(port int) string {
	switch {
	case port <= 1023:
		return "system"
	case port <= 49151:
		return "user"
	}
	return "dynamic"
}

// ANCHOR_END: class
func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: ports SERVICE...")
		os.Exit(2)
	}
	// ANCHOR: lookup
	for _, service := range os.Args[1:] {
		port, err := net.LookupPort("tcp", service)
		if err != nil {
			fmt.Println("no:", err)
			continue
		}
		fmt.Printf("%-11s%5d %s\n", service, port, class(port))
	}
	// ANCHOR_END: lookup
}
