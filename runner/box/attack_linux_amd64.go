package box

import (
	"golang.org/x/sys/unix"
)

// int80 makes a system call the way a 32-bit program does; its answer is
// negative if it failed. The kernel calls this architecture i386, whose numbers
// are other ones.
func int80(number uint32) int32

// machineAttacks are those that only this architecture has.
func machineAttacks() []attack {
	const getpid386 = 20
	return []attack{
		{line: lineProcesses, name: "fork", want: "SIGSYS", canary: true, do: func(prey) error {
			return cloned(unix.RawSyscall(unix.SYS_FORK, 0, 0, 0))
		}},
		{line: lineKernel, name: "an i386 call", want: "SIGSYS", canary: true, do: func(prey) error {
			if r := int80(getpid386); r < 0 {
				return unix.Errno(-r)
			}
			return nil
		}, optional: true},
		{line: lineKernel, name: "an x32 call", want: "SIGSYS", canary: true, do: trying(unix.SYS_GETPID | x32Bit), optional: true},
		{line: lineKernel, name: "a local descriptor table", want: "EPERM", do: func(prey) error {
			return try(unix.SYS_MODIFY_LDT, 0, zeros(), 16)
		}, optional: true},
		{line: lineKernel, name: "ports of devices", want: "EPERM", do: trying(unix.SYS_IOPL, 3)},
		{line: lineKernel, name: "other registers' state", want: "EPERM", do: trying(unix.SYS_ARCH_PRCTL, 0x1023, 18)}, // ARCH_REQ_XCOMP_PERM
	}
}
