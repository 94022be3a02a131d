package strace

import (
	"encoding/binary"
	"maps"
	"slices"
	"testing"
	"unicode/utf8"
)

// at is memory that holds some bytes at an address, and nothing else.
func at(address uint64, held []byte) Memory {
	return func(from uint64, size int) []byte {
		if size <= 0 || from < address || from-address >= uint64(len(held)) {
			return nil
		}
		held := held[from-address:]
		return held[:min(size, len(held))]
	}
}

// What strace cannot be made to show in a test of its own: memory that is not
// there, or ends too early.
func TestUnreadableMemory(t *testing.T) {
	none := at(0, nil)
	for _, test := range []struct {
		name   string
		args   [6]uint64
		memory Memory
		result int64
		want   string
	}{
		{"write", [6]uint64{3, 4096, 5}, none, -14, "write(3, 0x…, 5) = -1 EFAULT"},
		{"write", [6]uint64{3, 0, 5}, none, -14, "write(3, NULL, 5) = -1 EFAULT"},
		{"write", [6]uint64{3, 4096, 1 << 62}, at(4096, []byte("short")), -14, "write(3, 0x…, 4611686018427387904) = -1 EFAULT"},
		{"write", [6]uint64{1<<64 - 1, 4096, 5}, at(4096, []byte("hello")), -9, `write(-1, "hello", 5) = -1 EBADF`},
		{"bind", [6]uint64{3, 4096, 16}, at(4096, []byte{2, 0, 0, 7}), -14, "bind(3, 0x…, 16) = -1 EFAULT"},
		{"writev", [6]uint64{3, 4096, 1 << 60}, none, -22, "writev(3, 0x…, 0) = -1 EINVAL"},
		{"getsockopt", [6]uint64{3, 1, 4, 4096, 0}, none, -14, "getsockopt(3, SOL_SOCKET, SO_ERROR, 0x…, NULL) = -1 EFAULT"},
		{"setsockopt", [6]uint64{3, 99, 98, 0, 4}, none, -92, "setsockopt(3, 0x63, 0x62, NULL, 4) = -1 ENOPROTOOPT"},
		{"socket", [6]uint64{77, 1 << 20, 7}, none, -97, "socket(0x4d, 0x100000, 7) = -1 EAFNOSUPPORT"},
		{"shutdown", [6]uint64{3, 9}, none, -22, "shutdown(3, 0x9) = -1 EINVAL"},
	} {
		c := Begin(test.name, test.args, test.memory).End(test.result, test.memory)
		if got := c.String(); got != test.want {
			t.Errorf("got %s; want %s", got, test.want)
		}
	}
	if got, want := Begin("read", [6]uint64{3, 4096, 9}, none).Abandon().String(), "read(3, 0x…, 9) = ?"; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

// Whatever a caller's registers and memory hold, its call is one short line, and
// no more of its memory is asked for than that takes.
func FuzzCalls(f *testing.F) {
	f.Add([]byte("\x01\x00 some memory"), uint64(3), uint64(4096), uint64(4100), int64(5))
	f.Fuzz(func(t *testing.T, held []byte, a, b, c uint64, result int64) {
		for name := range shapes {
			memory := func(from uint64, size int) []byte {
				if size > 256 {
					t.Errorf("%s asks for %d bytes", name, size)
				}
				return at(4096, held)(from, size)
			}
			if len(held) >= 16 {
				binary.NativeEndian.PutUint64(held, b) // pointers that lead somewhere
			}
			line := Begin(name, [6]uint64{a, b, c, b, c, b}, memory).End(result, memory).String()
			if len(line) > 4<<10 || !utf8.ValidString(line) {
				t.Errorf("%s became %d bytes: %q", name, len(line), line)
			}
		}
	})
}

// What is said to be written is, and nothing else.
func TestNames(t *testing.T) {
	if got, want := slices.Sorted(slices.Values(Names())), slices.Sorted(maps.Keys(shapes)); !slices.Equal(got, want) {
		t.Errorf("Names are %v; what can be written is %v", got, want)
	}
}
