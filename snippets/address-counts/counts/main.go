package main

import (
	"fmt"
	"math/big"
	"net/netip"
)

// ANCHOR: count
func count(prefix netip.Prefix) *big.Int {
	free := prefix.Addr().BitLen() - prefix.Bits()
	return new(big.Int).Lsh(big.NewInt(1), uint(free))
}

// ANCHOR_END: count
func main() {
	// ANCHOR: print
	for _, text := range []string{"0.0.0.0/0", "10.0.0.0/8",
		"127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4",
		"192.168.1.0/24", "::/0", "2001:db8::/32",
		"2001:db8:b0:e4d::/64", "::1/128"} {
		prefix := netip.MustParsePrefix(text)
		fmt.Printf("%-22s%v\n", text, count(prefix))
	}
	// ANCHOR_END: print
	// ANCHOR: people
	people := big.NewInt(8_000_000_000)
	all := count(netip.MustParsePrefix("::/0"))
	each := new(big.Int).Div(all, people)
	fmt.Println("each of 8 billion people:", each)
	// ANCHOR_END: people
}
