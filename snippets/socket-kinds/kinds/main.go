package main

import (
	"fmt"
	"syscall"
)

// ANCHOR: kinds
var kinds = []struct {
	name                string
	family, kind, proto int
}{
	{"INET  STREAM", syscall.AF_INET, syscall.SOCK_STREAM, 0},
	{"INET  DGRAM ", syscall.AF_INET, syscall.SOCK_DGRAM, 0},
	{"INET6 STREAM", syscall.AF_INET6, syscall.SOCK_STREAM, 0},
	{"INET6 DGRAM ", syscall.AF_INET6, syscall.SOCK_DGRAM, 0},
	{"UNIX  STREAM", syscall.AF_UNIX, syscall.SOCK_STREAM, 0},
	{"UNIX  DGRAM ", syscall.AF_UNIX, syscall.SOCK_DGRAM, 0},
	{"INET  RAW   ", syscall.AF_INET, syscall.SOCK_RAW,
		syscall.IPPROTO_ICMP},
	{"INET  STREAM of UDP", syscall.AF_INET,
		syscall.SOCK_STREAM, syscall.IPPROTO_UDP},
}

// ANCHOR_END: kinds
func main() {
	// ANCHOR: main
	for _, k := range kinds {
		sock, err := syscall.Socket(k.family, k.kind, k.proto)
		if err != nil {
			fmt.Printf("%s: %v\n", k.name, err)
			continue
		}
		proto, err := syscall.GetsockoptInt(
			sock, syscall.SOL_SOCKET, syscall.SO_PROTOCOL)
		fmt.Println(k.name, "protocol", proto, err)
		if err := syscall.Close(sock); err != nil {
			fmt.Println("close:", err)
		}
	}
	// ANCHOR_END: main
}
