package main

import (
	"fmt"
	"os"
	"slices"
)

func main() {
	// ANCHOR: odds
	for _, bet := range os.Args[1:] {
		covers := pockets(bet)
		if len(covers) == 0 {
			fmt.Printf("%-6s is no bet\n", bet)
			continue
		}
		pays, back := 36/len(covers), 0
		for n := 0; n <= 36; n++ {
			if slices.Contains(covers, n) {
				back += pays
			}
		}
		fmt.Printf("%-6s %2d of 37, back %2d, in all %d\n",
			bet, len(covers), pays, back)
	}
	// ANCHOR_END: odds
}
