package strace

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

var (
	messageIn = parameter{begin: func(b *Begun, i int, m Memory) string {
		h, ok := readHeader(b.args[i], m)
		if !ok {
			return pointer(b.args[i])
		}
		name := "NULL"
		if h.name != 0 {
			name = socketAddress(h.name, h.nameLength, m)
		}
		return h.write(name, fmt.Sprint(int32(h.nameLength)), maxTransfer, m)
	}}
	messageOut = parameter{
		begin: func(b *Begun, i int, m Memory) string {
			h, _ := readHeader(b.args[i], m)
			b.given = h.nameLength
			return ""
		},
		end: func(b *Begun, i int, m Memory, result int64) string {
			h, ok := readHeader(b.args[i], m)
			switch {
			case !ok:
				return pointer(b.args[i])
			case result < 0:
				return fmt.Sprintf("{msg_namelen=%d}", int32(b.given))
			}
			name, length := "NULL", fmt.Sprint(int32(b.given))
			if h.name != 0 {
				name = socketAddress(h.name, min(h.nameLength, b.given), m)
			}
			if h.nameLength != b.given {
				length += fmt.Sprintf(" => %d", int32(h.nameLength))
			}
			return h.write(name, length, uint64(result), m)
		},
	}
)

// A header is struct msghdr.
type header struct {
	name          uint64
	nameLength    uint32
	vector, count uint64
	control, size uint64
	flags         uint32
}

func readHeader(at uint64, m Memory) (header, bool) {
	b := m(at, unix.SizeofMsghdr)
	if len(b) < unix.SizeofMsghdr {
		return header{}, false
	}
	return header{u64(b), u32(b[8:]), u64(b[16:]), u64(b[24:]), u64(b[32:]), u64(b[40:]), u32(b[48:])}, true
}

func (h header) write(name, nameLength string, transferred uint64, m Memory) string {
	control := ""
	if h.size != 0 {
		control = "msg_control=" + controls(h.control, h.size, m) + ", "
	}
	return fmt.Sprintf("{msg_name=%s, msg_namelen=%s, msg_iov=%s, msg_iovlen=%d, %smsg_controllen=%d, msg_flags=%s}",
		name, nameLength, vector(h.vector, h.count, transferred, m), h.count, control, h.size, names(messageFlags, uint64(h.flags)))
}

// maxControl is how much of the control messages is read.
const maxControl = 256

// controls writes struct cmsghdr, one after another.
func controls(at, size uint64, m Memory) string {
	b := m(at, int(min(size, maxControl)))
	if len(b) < unix.SizeofCmsghdr {
		return pointer(at)
	}
	var all []string
	for len(b) >= unix.SizeofCmsghdr {
		length, level, kind := u64(b), u32(b[8:]), u32(b[12:])
		if length < unix.SizeofCmsghdr || length > uint64(len(b)) {
			all = append(all, "...")
			break
		}
		data := b[unix.SizeofCmsghdr:length]
		value := quote(data[:min(len(data), MaxBytes)])
		kindName := fmt.Sprint(kind)
		if level == unix.SOL_SOCKET && kind == unix.SCM_RIGHTS {
			kindName, value = "SCM_RIGHTS", descriptors(data)
		} else if o := options[level]; o != nil {
			kindName = name(o, uint64(kind))
		}
		all = append(all, fmt.Sprintf("{cmsg_len=%d, cmsg_level=%s, cmsg_type=%s, cmsg_data=%s}", length, name(levels, uint64(level)), kindName, value))
		b = b[min(len(b), unix.CmsgSpace(len(data))):]
	}
	return "[" + strings.Join(all, ", ") + "]"
}

func descriptors(b []byte) string {
	var all []string
	for ; len(b) >= 4; b = b[4:] {
		all = append(all, fmt.Sprint(int32(u32(b))))
	}
	return "[" + strings.Join(all, ", ") + "]"
}
