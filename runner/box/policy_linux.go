//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// threadFlags are what the Go runtime passes to clone(2) for a new thread
// (runtime/os_linux.go), without those that come and go with the architecture
// and the build mode.
const (
	threadFlags = unix.CLONE_VM | unix.CLONE_FS | unix.CLONE_FILES | unix.CLONE_SIGHAND |
		unix.CLONE_SYSVSEM | unix.CLONE_THREAD
	threadFlagsMayBe = unix.CLONE_SETTLS | unix.CLONE_PARENT_SETTID | unix.CLONE_CHILD_SETTID | unix.CLONE_CHILD_CLEARTID
)

// buildRules is the allow-list of a worker that builds: it has files to write
// and a tool to execute, and no sockets.
func buildRules() []rule {
	var all []rule
	for _, r := range rules() {
		if !slices.Contains([]call{"execve", "openat", "socket", "socketpair", "unlinkat", "mmap", "exit_group", "exit"}, r.call) {
			all = append(all, r)
		}
	}
	for _, c := range []call{
		"execve", "openat", "unlinkat", "mkdirat", "renameat", "renameat2",
		"ftruncate", "fallocate", "fchmod", "fchmodat", "msync", "fsync",
		"utimensat", "copy_file_range",
		"exit_group", "exit", // it has no listener to be seen with
	} {
		all = append(all, rule{c, answer(retAllow)})
	}
	// The linker maps the file that it writes, whose size is limited.
	return append(all, rule{"mmap", onlyWith(2, notMemory, refuse(unix.EPERM), 0)})
}

// rules is the allow-list. What is not in it answers EPERM.
func rules() []rule {
	var all []rule
	for _, c := range allowed {
		all = append(all, rule{c, answer(retAllow)})
	}
	for _, c := range deadly {
		all = append(all, rule{c, answer(retKill)})
	}
	return append(all,
		rule{"write", append(passIf(0, ^uint32(0), retAllow, 1, 2), answer(retTell)...)},
		rule{"exit_group", answer(retTell)},
		rule{"exit", answer(retTell)}, // of one thread, see endThread
		rule{"execveat", execRule()},
		rule{"socket", socketRule()},
		rule{"setsockopt", socketOptionRule()},
		rule{"getsockopt", askedOptionRule()},
		rule{"fcntl", onlyWith(1, ^uint32(0), refuse(unix.EPERM), fcntlCommands...)},
		rule{"arch_prctl", onlyWith(0, ^uint32(0), refuse(unix.EPERM), archSetFS)},
		rule{"socketpair", append(passIf(0, ^uint32(0), refuse(unix.EAFNOSUPPORT), unix.AF_UNIX), answer(retAllow)...)},
		rule{"clone", onlyWith(0, ^uint32(threadFlagsMayBe), refuse(unix.EPERM), threadFlags)},
		rule{"clone3", answer(refuse(unix.ENOSYS))}, // its flags are in memory, out of the filter's sight
		rule{"openat", onlyWith(2, unix.O_ACCMODE|unix.O_CREAT|unix.O_TRUNC|unix.O_TMPFILE&^unix.O_DIRECTORY, refuse(unix.EROFS), unix.O_RDONLY)},
		rule{"mmap", append(passIf(2, notMemory, refuse(unix.EPERM), 0), onlyWith(3, notPrivate, refuse(unix.EPERM), unix.MAP_PRIVATE)...)},
		rule{"mprotect", onlyWith(2, notMemory|unix.PROT_WRITE, refuse(unix.EPERM), unix.PROT_WRITE)}, // see setLimits
		rule{"tgkill", ownSignalRule(2)},
		rule{"kill", ownSignalRule(1)},
		rule{"prlimit64", getLimitsRule()},
		rule{"prctl", onlyWith(0, ^uint32(0), refuse(unix.EPERM), unix.PR_SET_VMA)}, // the runtime names its memory
		rule{"ioctl", onlyWith(1, ^uint32(0), refuse(unix.ENOTTY), unix.TIOCINQ, unix.TIOCOUTQ)},
		rule{"madvise", answer(retAllow)},
	)
}

// socketRule lets through INET and INET6 × STREAM and DGRAM × the protocols that go
// with them, and UNIX, of which the kernel itself refuses what there is not. The
// errors are those of a kernel without the rest, in the order in which it looks;
// for raw sockets those that an unprivileged user gets. Of a type that is not there
// it is not even asked: it would look for a module that has it.
func socketRule() []bpf.Instruction {
	const (
		typeMask   = 0xf // SOCK_TYPE_MASK
		flags      = unix.SOCK_NONBLOCK | unix.SOCK_CLOEXEC
		families   = 46  // AF_MAX
		types      = 11  // SOCK_MAX
		protocols  = 263 // IPPROTO_MAX
		unknown    = retErrno | uint32(unix.EINVAL)
		withoutRaw = retErrno | uint32(unix.EPERM)
	)
	code := passIf(1, ^uint32(typeMask|flags), unknown, 0)
	code = append(code,
		low(0), bpf.JumpIf{Cond: bpf.JumpLessThan, Val: families, SkipTrue: 1},
		bpf.RetConstant{Val: refuse(unix.EAFNOSUPPORT)},
		low(1), bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: typeMask},
		bpf.JumpIf{Cond: bpf.JumpLessThan, Val: types, SkipTrue: 1},
		bpf.RetConstant{Val: unknown})
	code = append(code, passIf(0, ^uint32(0), refuse(unix.EAFNOSUPPORT), unix.AF_INET, unix.AF_INET6, unix.AF_UNIX)...)
	code = append(code,
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.AF_UNIX, SkipTrue: 1},
		bpf.RetConstant{Val: retAllow},
		low(2), bpf.JumpIf{Cond: bpf.JumpLessThan, Val: protocols, SkipTrue: 1},
		bpf.RetConstant{Val: unknown},
		low(1), bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: typeMask},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.SOCK_RAW, SkipTrue: 1},
		bpf.RetConstant{Val: withoutRaw})
	code = append(code, passIf(1, typeMask, refuse(unix.ESOCKTNOSUPPORT), unix.SOCK_STREAM, unix.SOCK_DGRAM)...)
	return append(code, onlyWith(2, ^uint32(0), refuse(unix.EPROTONOSUPPORT), 0, unix.IPPROTO_TCP, unix.IPPROTO_UDP)...)
}

// socketOptionRule lets through the options of sockets, IP, IPv6, TCP and UDP,
// but for those that bring programs or other protocols into the kernel. How much
// a socket may hold is handed to the supervisor, see buffers_linux.go.
func socketOptionRule() []bpf.Instruction {
	levels := []uint32{unix.SOL_SOCKET, unix.IPPROTO_IP, unix.IPPROTO_IPV6, unix.IPPROTO_TCP, unix.IPPROTO_UDP}
	code := passIf(1, ^uint32(0), refuse(unix.ENOPROTOOPT), levels...)
	for _, o := range []struct {
		level, option, answer uint32
	}{
		{unix.SOL_SOCKET, unix.SO_SNDBUF, retTell},
		{unix.SOL_SOCKET, unix.SO_RCVBUF, retTell},
		{unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, refuse(unix.EPERM)},
		{unix.SOL_SOCKET, unix.SO_ATTACH_BPF, refuse(unix.EPERM)},
		{unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_CBPF, refuse(unix.EPERM)},
		{unix.SOL_SOCKET, unix.SO_ATTACH_REUSEPORT_EBPF, refuse(unix.EPERM)},
		{unix.SOL_SOCKET, unix.SO_RESERVE_MEM, refuse(unix.EOPNOTSUPP)}, // of what all sockets of the host share
		{unix.IPPROTO_IPV6, flowLabels, refuse(unix.EPERM)},             // whose table is the host's, and small
		{unix.IPPROTO_TCP, unix.TCP_ULP, refuse(unix.ENOENT)},           // as a kernel without any
		{unix.IPPROTO_UDP, unix.UDP_ENCAP, refuse(unix.ENOPROTOOPT)},
	} {
		code = append(code,
			low(1), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: o.level, SkipTrue: 3},
			low(2), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: o.option, SkipTrue: 1},
			bpf.RetConstant{Val: o.answer})
	}
	return append(code, answer(retAllow)...)
}

// flowLabels is IPV6_FLOWLABEL_MGR (linux/in6.h).
const flowLabels = 32

// askedOptionRule lets through all options but the one by which a program maps what has
// come: such pages are in no limit.
func askedOptionRule() []bpf.Instruction {
	return []bpf.Instruction{
		low(1), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.IPPROTO_TCP, SkipTrue: 3},
		low(2), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.TCP_ZEROCOPY_RECEIVE, SkipTrue: 1},
		bpf.RetConstant{Val: refuse(unix.ENOPROTOOPT)},
		bpf.RetConstant{Val: retAllow},
	}
}

// fcntlCommands are what package syscall and the runtime ask of fcntl(2). The
// others make pipes larger, at the cost of every process of the same user, and
// have signals sent.
var fcntlCommands = []uint32{
	unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL,
}

// archSetFS sets where a thread's own data are: what a program that begins does.
const archSetFS = 0x1002

// execRule lets a worker become the program that it was given, by descriptor.
// After that there is nothing left that could be executed: the descriptor is
// closed, nothing in sight may be, and memfd_create kills.
func execRule() []bpf.Instruction {
	return append(passIf(0, ^uint32(0), retKill, programFD), onlyWith(4, ^uint32(0), retKill, unix.AT_EMPTY_PATH)...)
}

const (
	// What memory is not for: code, and a stack that grows by itself.
	notMemory = unix.PROT_EXEC | unix.PROT_GROWSDOWN | unix.PROT_GROWSUP
	// A mapping's type, which must be private, and flags by which it would not
	// count as data: shared memory and stacks do not.
	notPrivate = unix.MAP_TYPE | unix.MAP_GROWSDOWN | unix.MAP_HUGETLB
)

// getLimitsRule allows prlimit(2) to ask, not to set: the new limit's pointer
// must be null, in both halves.
func getLimitsRule() []bpf.Instruction {
	return []bpf.Instruction{
		low(2), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 3},
		high(2), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 1},
		bpf.RetConstant{Val: retAllow},
		bpf.RetConstant{Val: refuse(unix.EPERM)},
	}
}

// allowed are the calls that Go's runtime, its standard library, and a program
// on package syscall that talks over sockets make.
var allowed = []call{
	// descriptors
	"read", "readv", "writev", "pread64", "pwrite64",
	"close", "dup", "dup2", "dup3", "lseek",
	"pipe2", "eventfd2", "splice", "sendfile",
	// looking at files, of which there are hardly any
	"fstat", "newfstatat", "statx", "getdents64", "readlinkat",
	"faccessat", "faccessat2", "getcwd", "unlinkat", // a UNIX-domain listener removes its path
	// sockets
	"bind", "listen", "accept", "accept4", "connect", "shutdown",
	"sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg",
	"getsockname", "getpeername",
	// waiting
	"epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2",
	"poll", "ppoll", "select", "pselect6",
	"nanosleep", "clock_nanosleep", "futex", "sched_yield", "restart_syscall",
	// memory
	"munmap", "brk", "mincore",
	// signals and threads
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
	"set_tid_address", "set_robust_list", "rseq",
	// asking
	"clock_gettime", "clock_getres", "gettimeofday", "time", "getrandom", "uname",
	"sched_getaffinity", "getrlimit", "getrusage", "times",
	"getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid",
}

// deadly are calls that no program in this book has any business with: a
// process that tries one is ended by SIGSYS instead of trying the next.
var deadly = []call{
	"execve", "fork", "vfork",
	"mount", "umount2", "pivot_root", "chroot", "open_tree", "move_mount",
	"fsopen", "fsmount", "fsconfig", "fspick", "mount_setattr",
	"unshare", "setns",
	"ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp",
	"bpf", "perf_event_open", "userfaultfd", "memfd_create", "memfd_secret",
	"io_uring_setup", "io_uring_enter", "io_uring_register",
	"add_key", "request_key", "keyctl",
	"init_module", "finit_module", "delete_module", "kexec_load", "reboot",
}

// installFilter puts the filter on every thread of the process, and returns
// the descriptor on which it tells what it was asked to tell.
// With calls, one more filter can follow, by which they are traced; a tracer sees
// no call that is told, and does what has to be done before some of them itself.
func installFilter(builds, packets, calls bool) (notify int, err error) {
	list := rules()
	if builds {
		list = buildRules()
	}
	switch {
	case calls:
		list = append(tellRefusals(list), traceRule())
	case packets:
		list = captureRules(list)
	case !builds:
		list = nameRules(list)
	}
	a, err := thisArchitecture()
	if err != nil {
		return -1, err
	}
	raw, err := buildFilter(a, list)
	if err != nil {
		return -1, err
	}
	// TSYNC_ESRCH: a thread that cannot be given the filter is an error, not a
	// number that looks like a descriptor. WAIT_KILLABLE_RECV: the signals by
	// which the Go runtime preempts do not take back a call that is being told.
	return setFilter(raw, unix.SECCOMP_FILTER_FLAG_TSYNC|unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH|
		unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
}

// setFilter is seccomp(2).
func setFilter(raw []bpf.RawInstruction, flags uintptr) (fd int, err error) {
	filter := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		filter[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	got, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	if errno != 0 {
		return -1, fmt.Errorf("seccomp: %w", errno)
	}
	return int(got), nil
}
