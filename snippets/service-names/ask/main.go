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
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr,
			"usage: ask NAME SERVICE tcp|udp")
		os.Exit(2)
	}
	name, service := os.Args[1], os.Args[2]
	protocol := os.Args[3]
	// ANCHOR: own
	own, err := os.Hostname()
	check(err)
	fmt.Println("this machine is", own)
	// ANCHOR_END: own
	// ANCHOR: port
	port, err := net.LookupPort(protocol, service)
	check(err)
	fmt.Println(service, "over", protocol, "is port", port)
	// ANCHOR_END: port
	// ANCHOR: address
	addresses, err := net.LookupHost(name)
	check(err)
	fmt.Println(name, "is at", addresses)
	// ANCHOR_END: address
	// ANCHOR: back
	names, err := net.LookupAddr(addresses[0])
	check(err)
	fmt.Println(addresses[0], "is called", names)
	// ANCHOR_END: back
	// ANCHOR: true
	canonical, err := net.LookupCNAME(name)
	check(err)
	fmt.Println("the true name is", canonical)
	// ANCHOR_END: true
}
