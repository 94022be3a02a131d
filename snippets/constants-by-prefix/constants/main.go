package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// ANCHOR: table
type constant struct {
	name  string
	value int
}

var constants = []constant{
	{"AF_UNSPEC", syscall.AF_UNSPEC},
	{"AF_UNIX", syscall.AF_UNIX},
	{"AF_LOCAL", syscall.AF_LOCAL},
	{"AF_INET", syscall.AF_INET},
	{"AF_INET6", syscall.AF_INET6},
	{"AF_PACKET", syscall.AF_PACKET},
	{"SOCK_STREAM", syscall.SOCK_STREAM},
	{"SOCK_DGRAM", syscall.SOCK_DGRAM},
	{"SOCK_RAW", syscall.SOCK_RAW},
	{"SOCK_RDM", syscall.SOCK_RDM},
	{"SOCK_SEQPACKET", syscall.SOCK_SEQPACKET},
	{"IPPROTO_IP", syscall.IPPROTO_IP},
	{"IPPROTO_ICMP", syscall.IPPROTO_ICMP},
	{"IPPROTO_TCP", syscall.IPPROTO_TCP},
	{"IPPROTO_UDP", syscall.IPPROTO_UDP},
	{"IPPROTO_IPV6", syscall.IPPROTO_IPV6},
}

// ANCHOR_END: table
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: constants PREFIX")
		os.Exit(2)
	}
	// ANCHOR: print
	for _, c := range constants {
		if strings.HasPrefix(c.name, os.Args[1]) {
			fmt.Printf("%2d %s\n", c.value, c.name)
		}
	}
	// ANCHOR_END: print
}
