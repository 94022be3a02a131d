package main

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// name reads the name at an offset, and says where what follows
// it begins.
func name(m []byte, at int) (string, int) {
	var labels []string
	end := 0
	for m[at] != 0 {
		if m[at]&0xc0 == 0xc0 { // a pointer
			if end == 0 {
				end = at + 2
			}
			at = int(binary.BigEndian.Uint16(m[at:]) & 0x3fff)
			continue
		}
		next := at + 1 + int(m[at])
		labels = append(labels, string(m[at+1:next]))
		at = next
	}
	if end == 0 {
		end = at + 1
	}
	return strings.Join(labels, "."), end
}

// tell prints the record at an offset, and returns where it
// ends.
func tell(m []byte, at int) int {
	owner, at := name(m, at)
	kind := binary.BigEndian.Uint16(m[at:])
	length := binary.BigEndian.Uint16(m[at+8:])
	data := at + 10
	end := data + int(length)
	switch kind {
	case typeA, typeAAAA:
		address, _ := netip.AddrFromSlice(m[data:end])
		fmt.Println(" ", owner, "has", address)
	case typeCNAME:
		other, _ := name(m, data)
		fmt.Println(" ", owner, "stands for", other)
	}
	return end
}
