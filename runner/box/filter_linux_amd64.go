package box

import (
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// x32Bit is set in the numbers of x32 calls, which carry x86-64's architecture.
const x32Bit = 0x40000000

// threadFlags are what the Go runtime passes to clone(2) for a new thread
// (runtime/os_linux.go), without those that come and go with the architecture
// and the build mode.
const (
	threadFlags = unix.CLONE_VM | unix.CLONE_FS | unix.CLONE_FILES | unix.CLONE_SIGHAND |
		unix.CLONE_SYSVSEM | unix.CLONE_THREAD
	threadFlagsMayBe = unix.CLONE_SETTLS | unix.CLONE_PARENT_SETTID | unix.CLONE_CHILD_SETTID | unix.CLONE_CHILD_CLEARTID
)

func refuse(errno unix.Errno) uint32 { return retErrno | uint32(errno) }

// buildRules is the allow-list of a worker that builds: it has files to write
// and a tool to execute, and no sockets.
func buildRules() []rule {
	var all []rule
	for _, r := range rules() {
		if !slices.Contains([]uint32{unix.SYS_EXECVE, unix.SYS_OPENAT, unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_UNLINKAT, unix.SYS_MMAP}, r.nr) {
			all = append(all, r)
		}
	}
	for _, nr := range []uint32{
		unix.SYS_EXECVE, unix.SYS_OPENAT, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2,
		unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_MSYNC, unix.SYS_FSYNC,
		unix.SYS_UTIMENSAT, unix.SYS_COPY_FILE_RANGE,
	} {
		all = append(all, rule{nr, answer(retAllow)})
	}
	// The linker maps the file that it writes, whose size is limited.
	return append(all, rule{unix.SYS_MMAP, onlyWith(2, notMemory, refuse(unix.EPERM), 0)})
}

// rules is the allow-list. What is not in it answers EPERM.
func rules() []rule {
	var all []rule
	for _, nr := range allowed {
		all = append(all, rule{nr, answer(retAllow)})
	}
	for _, nr := range deadly {
		all = append(all, rule{nr, answer(retKill)})
	}
	return append(all,
		rule{unix.SYS_WRITE, append(passIf(0, ^uint32(0), retAllow, 1, 2), answer(retTell)...)},
		rule{unix.SYS_EXECVEAT, execRule()},
		rule{unix.SYS_SOCKET, socketRule()},
		rule{unix.SYS_SETSOCKOPT, socketOptionRule()},
		rule{unix.SYS_FCNTL, onlyWith(1, ^uint32(0), refuse(unix.EPERM), fcntlCommands...)},
		rule{unix.SYS_ARCH_PRCTL, onlyWith(0, ^uint32(0), refuse(unix.EPERM), archSetFS)},
		rule{unix.SYS_SOCKETPAIR, append(passIf(0, ^uint32(0), refuse(unix.EAFNOSUPPORT), unix.AF_UNIX), answer(retAllow)...)},
		rule{unix.SYS_CLONE, onlyWith(0, ^uint32(threadFlagsMayBe), refuse(unix.EPERM), threadFlags)},
		rule{unix.SYS_CLONE3, answer(refuse(unix.ENOSYS))}, // its flags are in memory, out of the filter's sight
		rule{unix.SYS_OPENAT, onlyWith(2, unix.O_ACCMODE|unix.O_CREAT|unix.O_TRUNC|unix.O_TMPFILE&^unix.O_DIRECTORY, refuse(unix.EROFS), unix.O_RDONLY)},
		rule{unix.SYS_MMAP, append(passIf(2, notMemory, refuse(unix.EPERM), 0), onlyWith(3, notPrivate, refuse(unix.EPERM), unix.MAP_PRIVATE)...)},
		rule{unix.SYS_MPROTECT, onlyWith(2, notMemory, refuse(unix.EPERM), 0)},
		rule{unix.SYS_TGKILL, onlyWith(0, ^uint32(0), refuse(unix.EPERM), 1)}, // itself: process 1 of its namespace
		rule{unix.SYS_KILL, onlyWith(0, ^uint32(0), refuse(unix.EPERM), 1)},
		rule{unix.SYS_PRLIMIT64, getLimitsRule()},
		rule{unix.SYS_PRCTL, onlyWith(0, ^uint32(0), refuse(unix.EPERM), unix.PR_SET_VMA)}, // the runtime names its memory
		rule{unix.SYS_IOCTL, onlyWith(1, ^uint32(0), refuse(unix.ENOTTY), unix.TIOCINQ, unix.TIOCOUTQ)},
		rule{unix.SYS_MADVISE, answer(retAllow)},
	)
}

// socketRule lets through INET, INET6 and UNIX × STREAM and DGRAM × the
// protocols that go with them. The errors are those of a kernel without the
// rest; for raw sockets those that an unprivileged user gets.
func socketRule() []bpf.Instruction {
	const typeMask = ^uint32(unix.SOCK_NONBLOCK | unix.SOCK_CLOEXEC)
	code := passIf(0, ^uint32(0), refuse(unix.EAFNOSUPPORT), unix.AF_INET, unix.AF_INET6, unix.AF_UNIX)
	code = append(code, passIf(1, typeMask, refuse(unix.EPERM), unix.SOCK_STREAM, unix.SOCK_DGRAM)...)
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
		{unix.IPPROTO_TCP, unix.TCP_ULP, refuse(unix.ENOENT)}, // as a kernel without any
		{unix.IPPROTO_UDP, unix.UDP_ENCAP, refuse(unix.ENOPROTOOPT)},
	} {
		code = append(code,
			low(1), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: o.level, SkipTrue: 3},
			low(2), bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: o.option, SkipTrue: 1},
			bpf.RetConstant{Val: o.answer})
	}
	return append(code, answer(retAllow)...)
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
var allowed = []uint32{
	// descriptors
	unix.SYS_READ, unix.SYS_READV, unix.SYS_WRITEV, unix.SYS_PREAD64, unix.SYS_PWRITE64,
	unix.SYS_CLOSE, unix.SYS_DUP, unix.SYS_DUP2, unix.SYS_DUP3, unix.SYS_LSEEK,
	unix.SYS_PIPE2, unix.SYS_EVENTFD2, unix.SYS_SPLICE, unix.SYS_SENDFILE,
	// looking at files, of which there are hardly any
	unix.SYS_FSTAT, unix.SYS_NEWFSTATAT, unix.SYS_STATX, unix.SYS_GETDENTS64, unix.SYS_READLINKAT,
	unix.SYS_FACCESSAT, unix.SYS_FACCESSAT2, unix.SYS_GETCWD, unix.SYS_UNLINKAT, // a UNIX-domain listener removes its path
	// sockets
	unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4, unix.SYS_CONNECT, unix.SYS_SHUTDOWN,
	unix.SYS_SENDTO, unix.SYS_RECVFROM, unix.SYS_SENDMSG, unix.SYS_RECVMSG, unix.SYS_SENDMMSG, unix.SYS_RECVMMSG,
	unix.SYS_GETSOCKNAME, unix.SYS_GETPEERNAME, unix.SYS_GETSOCKOPT,
	// waiting
	unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_WAIT, unix.SYS_EPOLL_PWAIT, unix.SYS_EPOLL_PWAIT2,
	unix.SYS_POLL, unix.SYS_PPOLL, unix.SYS_SELECT, unix.SYS_PSELECT6,
	unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_FUTEX, unix.SYS_SCHED_YIELD, unix.SYS_RESTART_SYSCALL,
	// memory
	unix.SYS_MUNMAP, unix.SYS_BRK, unix.SYS_MINCORE,
	// signals and threads
	unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_SIGALTSTACK,
	unix.SYS_SET_TID_ADDRESS, unix.SYS_SET_ROBUST_LIST, unix.SYS_RSEQ,
	unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
	// asking
	unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_GETTIMEOFDAY, unix.SYS_TIME, unix.SYS_GETRANDOM, unix.SYS_UNAME,
	unix.SYS_SCHED_GETAFFINITY, unix.SYS_GETRLIMIT, unix.SYS_GETRUSAGE, unix.SYS_TIMES,
	unix.SYS_GETPID, unix.SYS_GETPPID, unix.SYS_GETTID, unix.SYS_GETUID, unix.SYS_GETEUID, unix.SYS_GETGID, unix.SYS_GETEGID,
}

// deadly are calls that no program in this book has any business with: a
// process that tries one is ended by SIGSYS instead of trying the next.
var deadly = []uint32{
	unix.SYS_EXECVE, unix.SYS_FORK, unix.SYS_VFORK,
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT,
	unix.SYS_FSOPEN, unix.SYS_FSMOUNT, unix.SYS_FSCONFIG, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR,
	unix.SYS_UNSHARE, unix.SYS_SETNS,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_MEMFD_CREATE, unix.SYS_MEMFD_SECRET,
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_REBOOT,
}

// installFilter puts the filter on every thread of the process, and returns
// the descriptor on which it tells what it was asked to tell.
func installFilter(builds bool) (notify int, err error) {
	list := rules()
	if builds {
		list = buildRules()
	}
	raw, err := buildFilter(unix.AUDIT_ARCH_X86_64, x32Bit, uint32(unix.EPERM), list)
	if err != nil {
		return -1, err
	}
	filter := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		filter[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	// TSYNC_ESRCH: a thread that cannot be given the filter is an error, not a
	// number that looks like a descriptor. WAIT_KILLABLE_RECV: the signals by
	// which the Go runtime preempts do not take back a call that is being told.
	fd, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC|unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH|
			unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
		uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	if errno != 0 {
		return -1, fmt.Errorf("seccomp: %w", errno)
	}
	return int(fd), nil
}
