//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A rule says what the filter does with one system call.
type rule struct {
	call call
	then []bpf.Instruction // run with the call number in A; always returns
}

// What a filter program answers, seccomp(2).
const (
	retKill  = 0x80000000 // SECCOMP_RET_KILL_PROCESS
	retErrno = 0x00050000 // SECCOMP_RET_ERRNO, the errno in the low half
	retTell  = 0x7fc00000 // SECCOMP_RET_USER_NOTIF: the supervisor is told, and answers
	retTrace = 0x7ff00000 // SECCOMP_RET_TRACE: the tracer is told
	retAllow = 0x7fff0000 // SECCOMP_RET_ALLOW
)

// Offsets in struct seccomp_data. An argument has 64 bits; on a little-endian
// machine its low half comes first.
const (
	offsetNumber       = 0
	offsetArchitecture = 4
	offsetArguments    = 16
)

func low(argument int) bpf.LoadAbsolute {
	return bpf.LoadAbsolute{Off: uint32(offsetArguments + 8*argument), Size: 4}
}

func high(argument int) bpf.LoadAbsolute {
	return bpf.LoadAbsolute{Off: uint32(offsetArguments + 8*argument + 4), Size: 4}
}

// refuse answers with an errno.
func refuse(errno unix.Errno) uint32 { return retErrno | uint32(errno) }

func answer(value uint32) []bpf.Instruction {
	return []bpf.Instruction{bpf.RetConstant{Val: value}}
}

// onlyWith allows the call if the argument's low half, after masking, is one
// of the values, and answers otherwise with refuse. The kernel reads these
// arguments as 32 bits, so the high half does not matter.
func onlyWith(argument int, mask uint32, refuse uint32, values ...uint32) []bpf.Instruction {
	return append(passIf(argument, mask, refuse, values...), answer(retAllow)...)
}

// passIf goes on behind itself if the argument is one of the values, and
// answers with refuse otherwise.
func passIf(argument int, mask uint32, refuse uint32, values ...uint32) []bpf.Instruction {
	code := []bpf.Instruction{low(argument), bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: mask}}
	for i, v := range values {
		code = append(code, bpf.JumpIf{Cond: bpf.JumpEqual, Val: v, SkipTrue: uint8(len(values) - i)})
	}
	return append(code, bpf.RetConstant{Val: refuse})
}

// buildFilter assembles the filter for one architecture: another one, or an
// x32 call, kills; a call with a rule gets what the rule says; every other call
// answers EPERM. That order is the whole policy.
func buildFilter(a architecture, rules []rule) ([]bpf.RawInstruction, error) {
	code := []bpf.Instruction{
		bpf.LoadAbsolute{Off: offsetArchitecture, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: a.audit, SkipTrue: 1},
		bpf.RetConstant{Val: retKill},
		bpf.LoadAbsolute{Off: offsetNumber, Size: 4},
	}
	if a.otherBit != 0 {
		code = append(code,
			bpf.JumpIf{Cond: bpf.JumpLessThan, Val: a.otherBit, SkipTrue: 1},
			bpf.RetConstant{Val: retKill})
	}
	numbered := map[int]rule{}
	for _, r := range rules {
		all, ok := calls[r.call]
		if !ok {
			return nil, fmt.Errorf("no number is known for system call %s", r.call)
		}
		n := a.number(all)
		if n == none {
			continue
		}
		if _, twice := numbered[n]; twice {
			return nil, fmt.Errorf("two rules for system call %s", r.call)
		}
		numbered[n] = r
	}
	for _, n := range slices.Sorted(maps.Keys(numbered)) {
		// A jump reaches 255 instructions at most; a rule is far shorter.
		then := numbered[n].then
		code = append(code, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(n), SkipTrue: uint8(len(then))})
		code = append(code, then...)
	}
	code = append(code, bpf.RetConstant{Val: refuse(unix.EPERM)})
	return bpf.Assemble(code)
}

// tellIfGiven tells of the call if the argument, a pointer, is not null.
func tellIfGiven(argument int) []bpf.Instruction {
	return []bpf.Instruction{
		low(argument), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 3},
		high(argument), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 1},
		bpf.RetConstant{Val: retAllow},
		bpf.RetConstant{Val: retTell},
	}
}
