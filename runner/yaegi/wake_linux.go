//go:build linux && amd64

package yaegi

import (
	"syscall"
	"unsafe"
)

// wakeSignal makes a system call end with EINTR in which a thread waits.
const wakeSignal = syscall.SIGUSR2

// signalAction is the kernel's struct sigaction.
type signalAction struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

const restart = 0x10000000 // SA_RESTART

// wakeable has calls not made again after that signal, as they are after all
// others: the runtime's handler stays, and does nothing about it.
func wakeable() {
	var a signalAction
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(wakeSignal), 0, uintptr(unsafe.Pointer(&a)), unsafe.Sizeof(a.mask), 0, 0); errno != 0 {
		return
	}
	a.flags &^= restart
	syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(wakeSignal), uintptr(unsafe.Pointer(&a)), 0, unsafe.Sizeof(a.mask), 0, 0)
}

func threadID() int { return syscall.Gettid() }

func wake(thread int) {
	syscall.RawSyscall(syscall.SYS_TGKILL, uintptr(syscall.Getpid()), uintptr(thread), uintptr(wakeSignal))
}
