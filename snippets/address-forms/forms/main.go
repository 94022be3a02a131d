package main

import (
	"fmt"
	"net/netip"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: forms TEXT...")
		os.Exit(2)
	}
	// ANCHOR: forms
	for _, text := range os.Args[1:] {
		ip, err := netip.ParseAddr(text)
		if err != nil {
			fmt.Println("no:", err)
			continue
		}
		raw := ip.AsSlice()
		fmt.Println(text)
		fmt.Printf("  %d bytes: %x\n", len(raw), raw)
		fmt.Println("  short:", ip)
		fmt.Println("  long: ", ip.StringExpanded())
	}
	// ANCHOR_END: forms
}
