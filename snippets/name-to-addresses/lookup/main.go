package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
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
			"usage: lookup ip|ip4|ip6 NAME SERVICE")
		os.Exit(2)
	}
	families, name := os.Args[1], os.Args[2]
	// ANCHOR: lookup
	port, err := net.LookupPort("tcp", os.Args[3])
	check(err)
	list, err := net.DefaultResolver.LookupNetIP(
		context.Background(), families, name)
	// ANCHOR_END: lookup
	// ANCHOR: missing
	var problem *net.DNSError
	if errors.As(err, &problem) && problem.IsNotFound {
		fmt.Println("no", families, "address for", name)
	}
	check(err)
	// ANCHOR_END: missing
	// ANCHOR: list
	for _, ip := range list {
		family := "AF_INET6"
		if ip = ip.Unmap(); ip.Is4() {
			family = "AF_INET"
		}
		to := netip.AddrPortFrom(ip, uint16(port))
		fmt.Printf("%-8s SOCK_STREAM %v\n", family, to)
	}
	// ANCHOR_END: list
}
