package strace

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

var (
	level  = parameter{begin: func(b *Begun, i int, _ Memory) string { return name(levels, uint64(uint32(b.args[i]))) }}
	option = parameter{begin: func(b *Begun, i int, _ Memory) string {
		return name(options[uint32(b.args[i-1])], uint64(uint32(b.args[i])))
	}}
	valueIn = parameter{begin: func(b *Begun, i int, m Memory) string {
		return value(b, i, uint32(b.args[i+1]), m)
	}}
	valueOut = parameter{
		begin: func(b *Begun, i int, m Memory) string { b.given, _ = word(b.args[i+1], m); return "" },
		end: func(b *Begun, i int, m Memory, result int64) string {
			length, ok := word(b.args[i+1], m)
			if result < 0 || !ok {
				return pointer(b.args[i])
			}
			return value(b, i, length, m)
		},
	}
	valueLength = lengthOut
)

// value writes the value of a socket option: its level and name are the two
// arguments before it.
func value(b *Begun, i int, length uint32, m Memory) string {
	which := [2]uint32{uint32(b.args[i-2]), uint32(b.args[i-1])}
	got := m(b.args[i], int(min(length, MaxBytes+1)))
	if length == 0 || len(got) < int(min(length, MaxBytes+1)) {
		return pointer(b.args[i])
	}
	switch {
	case which == [2]uint32{unix.SOL_SOCKET, unix.SO_LINGER} && length == 8:
		return fmt.Sprintf("{l_onoff=%d, l_linger=%d}", int32(u32(got)), int32(u32(got[4:])))
	case which == [2]uint32{unix.IPPROTO_IP, unix.IP_ADD_MEMBERSHIP} && length == 8,
		which == [2]uint32{unix.IPPROTO_IP, unix.IP_DROP_MEMBERSHIP} && length == 8:
		return fmt.Sprintf("{imr_multiaddr=inet_addr(%q), imr_interface=inet_addr(%q)}", netip.AddrFrom4([4]byte(got)), netip.AddrFrom4([4]byte(got[4:])))
	case length == 16 && which[0] == unix.SOL_SOCKET && (which[1] == unix.SO_RCVTIMEO || which[1] == unix.SO_SNDTIMEO):
		return fmt.Sprintf("{tv_sec=%d, tv_usec=%d}", int64(u64(got)), int64(u64(got[8:])))
	case length == 4 && which == [2]uint32{unix.SOL_SOCKET, unix.SO_ERROR} && u32(got) != 0:
		return "[" + errnoName(unix.Errno(u32(got))) + "]"
	case length == 4:
		return fmt.Sprintf("[%d]", int32(u32(got)))
	}
	return text(b.args[i], uint64(length), m)
}
