//go:build linux && (amd64 || arm64)

package box

import (
	"cmp"
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What a socket may hold is memory of the kernel, which no limit of a process
// counts. The kernel's own bound for what a program asks by SO_SNDBUF and
// SO_RCVBUF is the host's and cannot be set for a box, and the filter cannot see
// the number, which lies in the worker's memory. So the filter hands these two
// calls to the supervisor, which makes them in the worker's place: it reads the
// number once, and that is the number that it sets. This is no observation to be
// outrun, seccomp_unotify(2).

// maxBuffer is what a worker may ask for; the kernel doubles it, for what it
// needs itself. A UNIX-domain socket for datagrams can be sent ten of that size
// by as many others, which close. TCP's own choice is bounded by setUpNetwork.
const maxBuffer = 256 << 10

// setBuffer does setsockopt(2) as the notification says, and answers as it did.
// It also returns what was asked for, if that could be read.
func (b *Box) setBuffer(worker int, n notification) (size uint32, errno unix.Errno) {
	a := n.Data.Arguments
	if a[4] < 4 {
		return 0, unix.EINVAL
	}
	local := []unix.Iovec{{Base: (*byte)(unsafe.Pointer(&size)), Len: 4}}
	remote := []unix.RemoteIovec{{Base: uintptr(a[3]), Len: 4}}
	if count, err := unix.ProcessVMReadv(int(n.PID), local, remote, 0); err != nil || count != 4 {
		return 0, unix.EFAULT
	}
	if !b.waitsFor(worker, n) {
		return 0, unix.ESRCH
	}
	var set error
	err := withCopy(b.workers[worker].process, int(int32(a[0])), func(s int) {
		// As the kernel does, take what is negative for very much.
		set = unix.SetsockoptInt(s, unix.SOL_SOCKET, int(a[2]), int(min(size, maxBuffer)))
	})
	errors.As(cmp.Or(err, set), &errno)
	return size, errno
}
