package main

import (
	"fmt"
	"syscall"
)

// ANCHOR: orders
type order struct{ family, kind, protocol int }

var orders = []order{
	{syscall.AF_INET, syscall.SOCK_DGRAM, syscall.IPPROTO_UDP},
	{syscall.AF_INET6, syscall.SOCK_DGRAM, 0},
	{syscall.AF_UNIX, syscall.SOCK_STREAM, 0},
	{syscall.AF_INET, syscall.SOCK_DGRAM, syscall.IPPROTO_TCP},
	{syscall.AF_INET, syscall.SOCK_RAW, syscall.IPPROTO_UDP},
	{99, syscall.SOCK_STREAM, 0},
}

// ANCHOR_END: orders
// ANCHOR: fill
func fill(o order) (int, error) {
	sock, err := syscall.Socket(o.family, o.kind, o.protocol)
	if err != nil {
		return 0, err
	}
	defer syscall.Close(sock)
	return syscall.GetsockoptInt(
		sock, syscall.SOL_SOCKET, syscall.SO_PROTOCOL)
}

// ANCHOR_END: fill
func main() {
	// ANCHOR: print
	for _, o := range orders {
		protocol, err := fill(o)
		if err != nil {
			fmt.Println(o, "no:", err)
			continue
		}
		fmt.Println(o, "made, with protocol", protocol)
	}
	// ANCHOR_END: print
}
