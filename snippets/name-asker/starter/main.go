package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strings"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func query(id uint16, name string) []byte {
	q := binary.BigEndian.AppendUint16(nil, id)
	q = append(q, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
	for _, label := range strings.Split(name, ".") {
		q = append(q, byte(len(label)))
		q = append(q, label...)
	}
	return append(q, 0, 0, 1, 0, 1)
}

func main() {
	conn, err := net.Dial("udp", os.Args[1])
	check(err)
	q := query(uint16(rand.IntN(1<<16)), os.Args[2])
	_, err = conn.Write(q)
	check(err)
	m := make([]byte, 1232)
	_, err = conn.Read(m)
	check(err)
	// The question again, the name again, and ten bytes.
	at := len(q) + len(os.Args[2]) + 2 + 10
	address, _ := netip.AddrFromSlice(m[at : at+4])
	fmt.Println(address)
}
