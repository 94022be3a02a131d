//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Where a program is when it makes a call can be read off its stack while it stands
// still: Go keeps frame pointers, on both architectures in the same way, as the
// runtime's own profilers have it. It is the program's word: one that writes over
// its own stack says nothing true, of itself alone.
//
// Whoever makes lines of these addresses looks each of them up in tables that may be
// a stranger's making, so there are few: the library's own functions between a
// program and a call are two dozen at most.

const (
	maxCallers = 64      // frames that are read
	stackPiece = 4 << 10 // bytes of the stack that are read at once
	maxFrame   = 1 << 20 // bytes between two frames of one stack
)

// Where things stand among the registers of ptrace(2): the frame pointer, and where
// the machine keeps a return address in a register, that.
var (
	frameRegister = map[string]int{"amd64": 4, "arm64": 29}
	linkRegister  = map[string]int{"arm64": 30}
)

// callers returns the address of the instruction that makes a call, and the return
// addresses on the stack, innermost first, as far as frame pointers lead. The
// function of that instruction has no frame, so the address to which it returns is
// on top of the stack, or in its register.
func callers(tid int, instruction, stack uint64) []uintptr {
	var registers [64]uint64
	iov := unix.Iovec{Base: (*byte)(unsafe.Pointer(&registers))}
	iov.SetLen(int(unsafe.Sizeof(registers)))
	const prStatus = 1 // NT_PRSTATUS
	if err := ptrace(unix.PTRACE_GETREGSET, tid, prStatus, uintptr(unsafe.Pointer(&iov))); err != nil {
		return nil
	}
	read := memory(tid)
	piece, from := read(stack, stackPiece), stack // which is where the first frames are
	if len(piece) < 8 {
		return nil
	}
	back := binary.NativeEndian.Uint64(piece)
	if i, ok := linkRegister[runtime.GOARCH]; ok {
		back = registers[i]
	}
	found := []uintptr{uintptr(instruction), uintptr(back)}
	for next, at := uint64(0), registers[frameRegister[runtime.GOARCH]]; at != 0 && at%8 == 0 && len(found) < maxCallers; {
		if at < from || at-from+16 > uint64(len(piece)) {
			if from, piece = at, read(at, stackPiece); len(piece) < 16 {
				break
			}
		}
		frame := piece[at-from:]
		next, back = binary.NativeEndian.Uint64(frame), binary.NativeEndian.Uint64(frame[8:])
		if back == 0 {
			break
		}
		found = append(found, uintptr(back))
		if next <= at || next-at > maxFrame {
			break // the first frame, or none of this stack
		}
		at = next
	}
	return found
}
