package main

import (
	"fmt"
	"net"
	"os"
)

// ANCHOR: class
func class(port int) string {
	switch {
	case port < 1024:
		return "well-known"
	case port < 49152:
		return "registered"
	}
	return "dynamic"
}

// ANCHOR_END: class
func main() {
	// ANCHOR: lookup
	for _, service := range os.Args[1:] {
		port, err := net.LookupPort("tcp", service)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(service, "is", port, class(port))
	}
	// ANCHOR_END: lookup
}
