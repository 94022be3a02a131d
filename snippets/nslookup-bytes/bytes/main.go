package main

import (
	"context"
	"encoding/binary"
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
		fmt.Fprintln(os.Stderr, "usage: bytes NAME")
		os.Exit(2)
	}
	// ANCHOR: lookup
	list, err := net.DefaultResolver.LookupNetIP(
		context.Background(), "ip4", os.Args[1])
	check(err)
	ip := list[0].Unmap()
	raw := ip.AsSlice()
	// ANCHOR_END: lookup
	// ANCHOR: print
	fmt.Println("bytes", raw)
	fmt.Printf("by hand %d.%d.%d.%d, by String %v\n",
		raw[0], raw[1], raw[2], raw[3], ip)
	big := binary.BigEndian.Uint32(raw)
	fmt.Printf("network order: %#08x = %d\n", big, big)
	little := binary.LittleEndian.Uint32(raw)
	fmt.Printf("the other way: %#08x = %d\n", little, little)
	// ANCHOR_END: print
}
