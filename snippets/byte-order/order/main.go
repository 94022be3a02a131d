package main

import (
	"encoding/binary"
	"fmt"
)

// ANCHOR: htons
// htons is C's: the number that this machine keeps in memory
// with the bytes that n has on the wire.
func htons(n uint16) uint16 {
	wire := binary.BigEndian.AppendUint16(nil, n)
	return binary.NativeEndian.Uint16(wire)
}

func htonl(n uint32) uint32 {
	wire := binary.BigEndian.AppendUint32(nil, n)
	return binary.NativeEndian.Uint32(wire)
}

// ANCHOR_END: htons
func main() {
	// ANCHOR: print
	for _, port := range []uint16{7, 80, 1792, 12345} {
		own := binary.NativeEndian.AppendUint16(nil, port)
		wire := binary.BigEndian.AppendUint16(nil, port)
		fmt.Printf("%5d here % x, wire % x, htons %d\n",
			port, own, wire, htons(port))
	}
	address := uint32(0x7f000001) // 127.0.0.1
	fmt.Printf("htonl(%#x) is %#08x\n", address, htonl(address))
	fmt.Println("there and back:", htons(htons(7)))
	// ANCHOR_END: print
}
