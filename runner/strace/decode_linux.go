package strace

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Begun is a call that has begun.
type Begun struct {
	name  string
	args  [6]uint64
	texts []string // the arguments; empty where one is known only at the end
	given uint32   // of an address, an option or a message that is to be filled: the room for it
	shape []parameter
}

// A parameter writes one argument. Those that begin are written when the call
// begins, as the kernel may then change what they point at; those that end, when
// it has ended.
type parameter struct {
	begin func(b *Begun, i int, m Memory) string
	end   func(b *Begun, i int, m Memory, result int64) string
}

// Begin reads what a call is given.
func Begin(name string, args [6]uint64, m Memory) *Begun {
	b := &Begun{name: name, args: args, shape: shapes[name]}
	b.texts = make([]string, len(b.shape))
	for i, p := range b.shape {
		if p.begin != nil {
			b.texts[i] = p.begin(b, i, m)
		}
	}
	return b
}

// Same holds if another call has the same name and the same arguments, as one
// that goes on after a signal.
func (b *Begun) Same(name string, args [6]uint64) bool { return b.name == name && b.args == args }

// End reads what the call brought. Its result is that of the kernel: an error
// is its number, negative.
func (b *Begun) End(result int64, m Memory) Call {
	c := b.call(func(p parameter, i int) string { return p.end(b, i, m, result) })
	c.Result = strconv.FormatInt(result, 10)
	if result < 0 && result >= -4095 {
		c.Result, c.Errno = "-1", errnoName(unix.Errno(-result))
	}
	switch {
	case result < 0:
	case b.name == "socket":
		c.FD, c.Made = int(result), []int{int(result)}
	case b.name == "accept" || b.name == "accept4":
		c.Made = []int{int(result)}
	case b.name == "socketpair":
		if pair := m(b.args[3], 8); len(pair) == 8 {
			c.Made = []int{int(int32(u32(pair))), int(int32(u32(pair[4:])))}
		}
	}
	return c
}

// Abandon is a call that its thread did not live to see the end of.
func (b *Begun) Abandon() Call {
	c := b.call(func(_ parameter, i int) string { return pointer(b.args[i]) })
	c.Result = "?"
	return c
}

func (b *Begun) call(end func(p parameter, i int) string) Call {
	texts := append([]string(nil), b.texts...)
	for i, p := range b.shape {
		if p.end != nil {
			texts[i] = end(p, i)
		}
	}
	c := Call{Name: b.name, Args: strings.Join(texts, ", "), FD: int(int32(b.args[0]))}
	if b.name == "socket" || b.name == "socketpair" {
		c.FD = -1
	}
	return c
}

func errnoName(e unix.Errno) string {
	if name := unix.ErrnoName(e); name != "" {
		return name
	}
	return fmt.Sprintf("errno %d", int(e))
}

// shapes are the parameters of the calls.
var shapes = map[string][]parameter{
	"socket":      {constant(domains), socketType, protocol},
	"socketpair":  {constant(domains), socketType, protocol, pairOut},
	"bind":        {integer, addressIn, integer},
	"connect":     {integer, addressIn, integer},
	"listen":      {integer, integer},
	"accept":      {integer, addressOut, lengthOut},
	"accept4":     {integer, addressOut, lengthOut, flags(typeFlags)},
	"getsockname": {integer, addressOut, lengthOut},
	"getpeername": {integer, addressOut, lengthOut},
	"sendto":      {integer, bytesIn, size, flags(messageFlags), addressIn, integer},
	"recvfrom":    {integer, bytesOut, size, flags(messageFlags), addressOut, lengthOut},
	"sendmsg":     {integer, messageIn, flags(messageFlags)},
	"recvmsg":     {integer, messageOut, flags(messageFlags)},
	"sendmmsg":    {integer, address, integer, flags(messageFlags)},
	"recvmmsg":    {integer, address, integer, flags(messageFlags), address},
	"read":        {integer, bytesOut, size},
	"write":       {integer, bytesIn, size},
	"readv":       {integer, vectorOut, integer},
	"writev":      {integer, vectorIn, integer},
	"sendfile":    {integer, integer, address, size},
	"splice":      {integer, address, integer, address, size, flags(spliceFlags)},
	"shutdown":    {integer, constant(ways)},
	"close":       {integer},
	"setsockopt":  {integer, level, option, valueIn, integer},
	"getsockopt":  {integer, level, option, valueOut, valueLength},
}

var (
	integer = parameter{begin: func(b *Begun, i int, _ Memory) string {
		return strconv.Itoa(int(int32(b.args[i])))
	}}
	size = parameter{begin: func(b *Begun, i int, _ Memory) string {
		return strconv.FormatUint(b.args[i], 10)
	}}
	address = parameter{begin: func(b *Begun, i int, _ Memory) string { return pointer(b.args[i]) }}

	bytesIn = parameter{begin: func(b *Begun, i int, m Memory) string {
		return text(b.args[i], b.args[i+1], m)
	}}
	bytesOut = parameter{end: func(b *Begun, i int, m Memory, result int64) string {
		if result < 0 {
			return pointer(b.args[i])
		}
		return text(b.args[i], min(uint64(result), b.args[i+1]), m)
	}}

	vectorIn = parameter{begin: func(b *Begun, i int, m Memory) string {
		return vector(b.args[i], b.args[i+1], maxTransfer, m)
	}}
	vectorOut = parameter{end: func(b *Begun, i int, m Memory, result int64) string {
		if result < 0 {
			return pointer(b.args[i])
		}
		return vector(b.args[i], b.args[i+1], uint64(result), m)
	}}

	pairOut = parameter{end: func(b *Begun, i int, m Memory, result int64) string {
		pair := m(b.args[i], 8)
		if result < 0 || len(pair) < 8 {
			return pointer(b.args[i])
		}
		return fmt.Sprintf("[%d, %d]", int32(u32(pair)), int32(u32(pair[4:])))
	}}
)

// maxTransfer is more than any call transfers.
const maxTransfer = 1 << 31

// pointer stands for an address in memory.
func pointer(a uint64) string {
	if a == 0 {
		return "NULL"
	}
	return "0x…"
}

// text writes bytes as strace does.
func text(at, length uint64, m Memory) string {
	b := m(at, int(min(length, MaxBytes+1)))
	if uint64(len(b)) < min(length, MaxBytes+1) {
		return pointer(at)
	}
	if len(b) > MaxBytes {
		return quote(b[:MaxBytes]) + "..."
	}
	return quote(b)
}

// quote writes bytes in quotes, with what is not printable in octal: with as few
// digits as what follows allows.
func quote(b []byte) string {
	var s strings.Builder
	s.WriteByte('"')
	for i, c := range b {
		if at := strings.IndexByte("\t\n\v\f\r\"\\", c); at >= 0 {
			s.WriteByte('\\')
			s.WriteByte(`tnvfr"\`[at])
			continue
		}
		switch digit := i+1 < len(b) && b[i+1] >= '0' && b[i+1] <= '9'; {
		case c >= ' ' && c < 0x7f:
			s.WriteByte(c)
		case digit:
			fmt.Fprintf(&s, `\%03o`, c)
		default:
			fmt.Fprintf(&s, `\%o`, c)
		}
	}
	s.WriteByte('"')
	return s.String()
}

// maxVector is how many pieces of a vector are written out.
const maxVector = 8

// vector writes struct iovec, with as much of its data as was transferred.
func vector(at, count, transferred uint64, m Memory) string {
	const length = 16
	shown := min(count, maxVector)
	b := m(at, int(shown*length))
	if uint64(len(b)) < shown*length || at == 0 {
		return pointer(at)
	}
	var pieces []string
	for ; len(b) > 0; b = b[length:] {
		base, size := u64(b), u64(b[8:])
		pieces = append(pieces, fmt.Sprintf("{iov_base=%s, iov_len=%d}", text(base, min(size, transferred), m), size))
		transferred -= min(size, transferred)
	}
	if count > shown {
		pieces = append(pieces, "...")
	}
	return "[" + strings.Join(pieces, ", ") + "]"
}

func u16(b []byte) uint16 { return binary.NativeEndian.Uint16(b) }
func u32(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }
func u64(b []byte) uint64 { return binary.NativeEndian.Uint64(b) }
