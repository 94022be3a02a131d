package strace

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

var (
	addressIn = parameter{begin: func(b *Begun, i int, m Memory) string {
		return socketAddress(b.args[i], uint32(b.args[i+1]), m)
	}}

	// The room for an address is read when the call begins: the kernel writes
	// over it.
	addressOut = parameter{
		begin: func(b *Begun, i int, m Memory) string { b.given, _ = word(b.args[i+1], m); return "" },
		end: func(b *Begun, i int, m Memory, result int64) string {
			length, ok := word(b.args[i+1], m)
			if result < 0 || !ok || b.args[i] == 0 {
				return pointer(b.args[i])
			}
			return socketAddress(b.args[i], min(length, b.given), m)
		},
	}
	lengthOut = parameter{end: func(b *Begun, i int, m Memory, result int64) string {
		length, ok := word(b.args[i], m)
		switch {
		case !ok:
			return pointer(b.args[i])
		case result < 0 || length == b.given:
			return fmt.Sprintf("[%d]", int32(b.given))
		}
		return fmt.Sprintf("[%d => %d]", int32(b.given), int32(length))
	}}
)

// word reads the 32 bits at an address.
func word(at uint64, m Memory) (value uint32, ok bool) {
	b := m(at, 4)
	if len(b) < 4 {
		return 0, false
	}
	return u32(b), true
}

// socketAddress writes struct sockaddr.
func socketAddress(at uint64, length uint32, m Memory) string {
	b := m(at, int(min(length, unix.SizeofSockaddrAny+16)))
	if len(b) < 2 || len(b) < int(min(length, unix.SizeofSockaddrAny)) {
		return pointer(at)
	}
	switch family, rest := u16(b), b[2:]; {
	case family == unix.AF_INET && len(b) >= unix.SizeofSockaddrInet4:
		return fmt.Sprintf("{sa_family=AF_INET, sin_port=htons(%d), sin_addr=inet_addr(%q)}",
			binary.BigEndian.Uint16(rest), netip.AddrFrom4([4]byte(rest[2:6])))
	case family == unix.AF_INET6 && len(b) >= unix.SizeofSockaddrInet6:
		return fmt.Sprintf("{sa_family=AF_INET6, sin6_port=htons(%d), sin6_flowinfo=htonl(%d), inet_pton(AF_INET6, %q, &sin6_addr), sin6_scope_id=%s}",
			binary.BigEndian.Uint16(rest), binary.BigEndian.Uint32(rest[2:]), netip.AddrFrom16([16]byte(rest[6:22])), scope(u32(rest[22:])))
	case family == unix.AF_UNIX && len(rest) == 0:
		return "{sa_family=AF_UNIX}"
	case family == unix.AF_UNIX && rest[0] == 0: // an abstract name, of all its bytes
		return "{sa_family=AF_UNIX, sun_path=@" + quote(rest[1:]) + "}"
	case family == unix.AF_UNIX:
		path, _, _ := bytes.Cut(rest, []byte{0})
		return "{sa_family=AF_UNIX, sun_path=" + quote(path) + "}"
	case len(rest) == 0:
		return fmt.Sprintf("{sa_family=%s}", name(domains, uint64(family)))
	default:
		return fmt.Sprintf("{sa_family=%s, sa_data=%s}", name(domains, uint64(family)), quote(rest[:min(len(rest), 14)]))
	}
}

// scope names the interface of a link-local address: there is one in a box.
func scope(id uint32) string {
	if id == 1 {
		return `if_nametoindex("lo")`
	}
	return fmt.Sprint(id)
}
