package main

import (
	"context"
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

// ANCHOR: choices
var choices = []struct{ network, kernel string }{
	{"tcp", "SOCK_STREAM IPPROTO_TCP"},
	{"udp", "SOCK_DGRAM  IPPROTO_UDP"},
}

// ANCHOR_END: choices
func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: resolve HOST SERVICE")
		os.Exit(2)
	}
	// ANCHOR: resolve
	list, err := net.DefaultResolver.LookupNetIP(
		context.Background(), "ip", os.Args[1])
	check(err)
	for _, ip := range list {
		family := "AF_INET6"
		if ip = ip.Unmap(); ip.Is4() {
			family = "AF_INET"
		}
		for _, c := range choices {
			port, err := net.LookupPort(c.network, os.Args[2])
			if err != nil {
				fmt.Println("no:", err)
				continue
			}
			to := netip.AddrPortFrom(ip, uint16(port))
			fmt.Printf("%-8s %s %v\n", family, c.kernel, to)
		}
	}
	// ANCHOR_END: resolve
}
