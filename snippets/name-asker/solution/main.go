package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
)

var errShort = errors.New("the answer is cut short")

func query(id uint16, name string) []byte {
	q := binary.BigEndian.AppendUint16(nil, id)
	q = append(q, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
	for _, label := range strings.Split(name, ".") {
		q = append(q, byte(len(label)))
		q = append(q, label...)
	}
	return append(q, 0, 0, 1, 0, 1)
}

// skip returns where the name at an offset ends.
func skip(m []byte, at int) int {
	for at < len(m) && m[at] != 0 {
		if m[at]&0xc0 == 0xc0 {
			return at + 2
		}
		at += 1 + int(m[at])
	}
	return at + 1
}

func find(m []byte) (string, error) {
	if code := m[3] & 0x0f; code != 0 {
		return "", fmt.Errorf("the name server says %d", code)
	}
	records := int(binary.BigEndian.Uint16(m[6:]))
	at := skip(m, 12) + 4
	for i := 0; i < records; i++ {
		at = skip(m, at)
		if at+10 > len(m) {
			return "", errShort
		}
		kind := binary.BigEndian.Uint16(m[at:])
		length := int(binary.BigEndian.Uint16(m[at+8:]))
		at += 10
		if at+length > len(m) {
			return "", errShort
		}
		if kind == 1 && length == 4 {
			address, _ := netip.AddrFromSlice(m[at : at+4])
			return address.String(), nil
		}
		at += length
	}
	return "", errors.New("no address")
}

func ask(server, name string) (string, error) {
	conn, err := net.Dial("udp", server)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	id := uint16(rand.IntN(1 << 16))
	if _, err := conn.Write(query(id, name)); err != nil {
		return "", err
	}
	buf := make([]byte, 1232)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return "", err
		}
		if n >= 12 && binary.BigEndian.Uint16(buf) == id {
			return find(buf[:n])
		}
	}
}

func main() {
	address, err := ask(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(address)
}
