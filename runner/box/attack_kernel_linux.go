//go:build linux && (amd64 || arm64)

package box

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func kernelAttacks() []attack {
	return []attack{
		{line: lineKernel, name: "ptrace", want: "SIGSYS", canary: true, do: func(prey) error { return try(unix.SYS_PTRACE, unix.PTRACE_SEIZE, neighbour()) }},
		{line: lineKernel, name: "process_vm_readv", want: "SIGSYS", do: func(prey) error {
			b := make([]byte, 16)
			_, err := unix.ProcessVMReadv(1, []unix.Iovec{{Base: &b[0], Len: 8}},
				[]unix.RemoteIovec{{Base: uintptr(unsafe.Pointer(&b[8])), Len: 8}}, 0)
			return err
		}},
		{line: lineKernel, name: "pidfd_getfd", want: "SIGSYS", do: trying(unix.SYS_PIDFD_GETFD, 0, 0, 0)},
		{line: lineKernel, name: "kcmp", want: "SIGSYS", do: trying(unix.SYS_KCMP, 1, 1, 0, 0, 0)},
		{line: lineKernel, name: "mount", want: "SIGSYS", canary: true, do: func(prey) error { return unix.Mount("tmpfs", "/tmp", "tmpfs", 0, "") }},
		{line: lineKernel, name: "umount", want: "SIGSYS", do: func(prey) error { return unix.Unmount("/tmp", unix.MNT_DETACH) }},
		{line: lineKernel, name: "fsopen", want: "SIGSYS", do: func(prey) error { return try(unix.SYS_FSOPEN, text("proc"), 0) }},
		{line: lineKernel, name: "open_tree", want: "SIGSYS", do: func(prey) error {
			return try(unix.SYS_OPEN_TREE, here, text("/"), unix.OPEN_TREE_CLONE)
		}},
		{line: lineKernel, name: "pivot_root", want: "SIGSYS", do: func(prey) error { return unix.PivotRoot("/tmp", "/tmp") }},
		{line: lineKernel, name: "unshare", want: "SIGSYS", do: func(prey) error {
			err := try(unix.SYS_UNSHARE, unix.CLONE_NEWUSER)
			if err == unix.EINVAL { // it has several threads
				err = inChild(unix.SYS_UNSHARE, unix.CLONE_NEWUSER, 0, 0)
			}
			return err
		}},
		{line: lineKernel, name: "setns", want: "SIGSYS", do: trying(unix.SYS_SETNS, 0, 0)},
		{line: lineKernel, name: "add_key", want: "SIGSYS", do: func(prey) error {
			_, err := unix.AddKey("user", "x", []byte("x"), unix.KEY_SPEC_PROCESS_KEYRING)
			return err
		}, optional: true},
		{line: lineKernel, name: "keyctl", want: "SIGSYS", do: func(prey) error {
			_, err := unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, true)
			return err
		}, optional: true},
		{line: lineKernel, name: "request_key", want: "SIGSYS", do: func(prey) error {
			_, err := unix.RequestKey("user", "x", "", 0)
			return err
		}},
		{line: lineKernel, name: "bpf", want: "SIGSYS", do: func(prey) error { return try(unix.SYS_BPF, 0, zeros(), 128) }},
		{line: lineKernel, name: "io_uring", want: "SIGSYS", canary: true, do: func(prey) error { return try(unix.SYS_IO_URING_SETUP, 1, zeros()) }, optional: true},
		{line: lineKernel, name: "userfaultfd", want: "SIGSYS", do: trying(unix.SYS_USERFAULTFD, 1), optional: true}, // UFFD_USER_MODE_ONLY
		{line: lineKernel, name: "perf", want: "SIGSYS", do: func(prey) error {
			_, err := unix.PerfEventOpen(&unix.PerfEventAttr{Type: unix.PERF_TYPE_SOFTWARE, Size: 128, Bits: unix.PerfBitExcludeKernel | unix.PerfBitExcludeHv},
				0, -1, -1, 0)
			return err
		}, optional: true},
		{line: lineKernel, name: "a module", want: "SIGSYS", do: func(prey) error { return try(unix.SYS_INIT_MODULE, zeros(), 64, text("")) }},
		{line: lineKernel, name: "kexec", want: "SIGSYS", do: trying(unix.SYS_KEXEC_LOAD, 0, 0, 0, 0)},
		{line: lineKernel, name: "reboot", want: "SIGSYS", do: trying(unix.SYS_REBOOT, 1, 2, 3)}, // no magic: it would be refused at best
		{line: lineKernel, name: "map code", want: "EPERM", do: mapping(4096, unix.PROT_READ|unix.PROT_WRITE|unix.PROT_EXEC, anonymous)},
		{line: lineKernel, name: "make code", want: "EPERM", do: func(prey) error {
			p, err := unix.MmapPtr(-1, 0, nil, 4096, unix.PROT_READ|unix.PROT_WRITE, anonymous)
			if err != nil {
				return err
			}
			return try(unix.SYS_MPROTECT, uintptr(p), 4096, unix.PROT_READ|unix.PROT_EXEC)
		}},
		{line: lineKernel, name: "make code by a key", want: "EPERM", do: func(prey) error {
			p, err := unix.MmapPtr(-1, 0, nil, 4096, unix.PROT_READ|unix.PROT_WRITE, anonymous)
			if err != nil {
				return err
			}
			return try(unix.SYS_PKEY_MPROTECT, uintptr(p), 4096, unix.PROT_READ|unix.PROT_EXEC, ^uintptr(0))
		}},
		{line: lineKernel, name: "another personality", want: "EPERM", do: trying(unix.SYS_PERSONALITY, 0x0400000)}, // READ_IMPLIES_EXEC
		{line: lineKernel, name: "capset", want: "EPERM", do: raiseCapabilities},
		{line: lineKernel, name: "another user", want: "EPERM", do: trying(unix.SYS_SETUID, 0)},
		{line: lineKernel, name: "another group", want: "EPERM", do: trying(unix.SYS_SETGID, 0)},
		{line: lineKernel, name: "all groups", want: "EPERM", do: trying(unix.SYS_SETGROUPS, 0, 0)},
		{line: lineKernel, name: "type into the terminal", want: "ENOTTY", do: func(prey) error { return try(unix.SYS_IOCTL, 0, unix.TIOCSTI, text("x")) }},
		{line: lineKernel, name: "open its memory", want: "EPERM", do: trying(unix.SYS_PRCTL, unix.PR_SET_DUMPABLE, 1)},
		{line: lineKernel, name: "another filter", want: "EPERM", do: trying(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, zeros())},
		{line: lineKernel, name: "another name of the host", want: "EPERM", do: func(prey) error { return unix.Sethostname([]byte("x")) }},
		{line: lineKernel, name: "the clock", want: "EPERM", do: func(prey) error { return unix.ClockSettime(unix.CLOCK_REALTIME, &unix.Timespec{}) }},
		{line: lineKernel, name: "swap", want: "EPERM", do: func(prey) error { return try(unix.SYS_SWAPON, text("/tmp/x"), 0) }},
		{line: lineKernel, name: "accounting", want: "EPERM", do: func(prey) error { return unix.Acct("/tmp/x") }},
		{line: lineKernel, name: "a call that there is not", want: "EPERM", do: trying(999)},
	}
}

// raiseCapabilities asks for every capability there is.
func raiseCapabilities(prey) error {
	all := [2]unix.CapUserData{{Effective: ^uint32(0), Permitted: ^uint32(0)}, {Effective: 0x1ff, Permitted: 0x1ff}}
	return unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &all[0])
}
