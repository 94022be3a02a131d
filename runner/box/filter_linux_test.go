//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"runtime"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A filterVM answers as the kernel would, but for one thing: the machine of
// package bpf reads words big-endian, as from a packet, the kernel in its own order.
type filterVM struct {
	*bpf.VM
	architecture architecture
}

func newFilterVM(t *testing.T, a architecture, rules []rule) filterVM {
	t.Helper()
	raw, err := buildFilter(a, rules)
	if err != nil {
		t.Fatal(err)
	}
	instructions, ok := bpf.Disassemble(raw)
	if !ok {
		t.Fatal("the filter has instructions that the machine does not know")
	}
	vm, err := bpf.NewVM(instructions)
	if err != nil {
		t.Fatal(err)
	}
	return filterVM{vm, a}
}

// call answers for a call by its name; there may be none on an architecture.
func (vm filterVM) call(t *testing.T, c call, args ...uint64) (answer uint32, ok bool) {
	t.Helper()
	all, known := calls[c]
	if !known {
		t.Fatalf("no number is known for %s", c)
	}
	n := vm.architecture.number(all)
	if n == none {
		return 0, false
	}
	return vm.answer(t, vm.architecture.audit, uint32(n), args...), true
}

func (vm filterVM) answer(t *testing.T, architecture, number uint32, args ...uint64) uint32 {
	t.Helper()
	data := make([]byte, 64) // struct seccomp_data
	binary.BigEndian.PutUint32(data[offsetNumber:], number)
	binary.BigEndian.PutUint32(data[offsetArchitecture:], architecture)
	for i, a := range args {
		binary.BigEndian.PutUint32(data[offsetArguments+8*i:], uint32(a))
		binary.BigEndian.PutUint32(data[offsetArguments+8*i+4:], uint32(a>>32))
	}
	v, err := vm.Run(data)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(v)
}

func TestFilterAnswers(t *testing.T) {
	const (
		allow = uint32(retAllow)
		kill  = uint32(retKill)
		eperm = retErrno | uint32(unix.EPERM)
	)
	const goThread = 0x50f00 | unix.CLONE_SETTLS
	tests := []struct {
		name string
		call call
		args []uint64
		want uint32
	}{
		{"read", "read", nil, allow},
		{"execve", "execve", nil, kill},
		{"execveat of its program", "execveat", []uint64{programFD, 0, 0, 0, unix.AT_EMPTY_PATH}, allow},
		{"execveat of a path", "execveat", []uint64{programFD, 0, 0, 0, 0}, kill},
		{"execveat of another descriptor", "execveat", []uint64{programFD + 1, 0, 0, 0, unix.AT_EMPTY_PATH}, kill},
		{"execveat from the current folder", "execveat", []uint64{0xffffff9c, 0, 0, 0, unix.AT_EMPTY_PATH}, kill},
		{"write to a socket", "write", []uint64{5}, allow},
		{"write to standard output", "write", []uint64{1}, retTell},
		{"write to standard error", "write", []uint64{2}, retTell},
		{"the end of a program", "exit_group", []uint64{0}, retTell},
		{"the end of a thread", "exit", []uint64{0}, retTell},
		{"fork", "fork", nil, kill},
		{"ptrace", "ptrace", nil, kill},
		{"io_uring_setup", "io_uring_setup", nil, kill},
		{"memfd_create", "memfd_create", nil, kill},
		{"a Go thread", "clone", []uint64{goThread}, allow},
		{"a Go thread without TLS", "clone", []uint64{0x50f00}, allow},
		{"a process", "clone", []uint64{uint64(unix.SIGCHLD)}, eperm},
		{"a user namespace", "clone", []uint64{goThread | unix.CLONE_NEWUSER}, eperm},
		{"clone3", "clone3", nil, retErrno | uint32(unix.ENOSYS)},
		{"TCP", "socket", []uint64{unix.AF_INET, unix.SOCK_STREAM | unix.SOCK_CLOEXEC | unix.SOCK_NONBLOCK, 0}, allow},
		{"UDP over IPv6", "socket", []uint64{unix.AF_INET6, unix.SOCK_DGRAM, unix.IPPROTO_UDP}, allow},
		{"UNIX", "socket", []uint64{unix.AF_UNIX, unix.SOCK_STREAM, 0}, allow},
		{"netlink", "socket", []uint64{unix.AF_NETLINK, unix.SOCK_RAW, 0}, retErrno | uint32(unix.EAFNOSUPPORT)},
		{"vsock", "socket", []uint64{unix.AF_VSOCK, unix.SOCK_STREAM, 0}, retErrno | uint32(unix.EAFNOSUPPORT)},
		{"a type that there is not", "socket", []uint64{unix.AF_INET, 99, 0}, retErrno | uint32(unix.EINVAL)},
		{"of a family that there is not here", "socket", []uint64{unix.AF_VSOCK, 15, 0}, retErrno | uint32(unix.EINVAL)},
		{"a type that IP has not", "socket", []uint64{unix.AF_INET, unix.SOCK_SEQPACKET, 0}, retErrno | uint32(unix.ESOCKTNOSUPPORT)},
		{"a protocol that there is not", "socket", []uint64{unix.AF_INET6, unix.SOCK_STREAM, 1<<32 - 1}, retErrno | uint32(unix.EINVAL)},
		{"unixpacket", "socket", []uint64{unix.AF_UNIX, unix.SOCK_SEQPACKET | unix.SOCK_CLOEXEC, 0}, allow},
		{"raw", "socket", []uint64{unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP}, eperm},
		{"ping", "socket", []uint64{unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP}, retErrno | uint32(unix.EPROTONOSUPPORT)},
		{"SCTP", "socket", []uint64{unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_SCTP}, retErrno | uint32(unix.EPROTONOSUPPORT)},
		{"MPTCP", "socket", []uint64{unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_MPTCP}, retErrno | uint32(unix.EPROTONOSUPPORT)},
		{"open to read", "openat", []uint64{0, 0, unix.O_RDONLY | unix.O_CLOEXEC}, allow},
		{"open to write", "openat", []uint64{0, 0, unix.O_RDWR}, retErrno | uint32(unix.EROFS)},
		{"create", "openat", []uint64{0, 0, unix.O_CREAT}, retErrno | uint32(unix.EROFS)},
		{"open a folder", "openat", []uint64{0, 0, unix.O_DIRECTORY}, allow},
		{"a nameless file", "openat", []uint64{0, 0, unix.O_TMPFILE}, retErrno | uint32(unix.EROFS)},
		{"map memory", "mmap", []uint64{0, 4096, unix.PROT_READ | unix.PROT_WRITE, unix.MAP_PRIVATE | unix.MAP_ANON}, allow},
		{"map as Go reserves", "mmap", []uint64{0, 4096, unix.PROT_NONE, unix.MAP_PRIVATE | unix.MAP_ANON | unix.MAP_FIXED | unix.MAP_NORESERVE}, allow},
		{"shared memory", "mmap", []uint64{0, 4096, unix.PROT_READ, unix.MAP_SHARED | unix.MAP_ANON}, eperm},
		{"shared memory, validated", "mmap", []uint64{0, 4096, unix.PROT_READ, unix.MAP_SHARED_VALIDATE | unix.MAP_ANON}, eperm},
		{"a stack that grows", "mmap", []uint64{0, 4096, unix.PROT_READ, unix.MAP_PRIVATE | unix.MAP_ANON | unix.MAP_GROWSDOWN}, eperm},
		{"a larger buffer", "setsockopt", []uint64{5, unix.SOL_SOCKET, unix.SO_RCVBUF}, retTell},
		{"a program for packets", "setsockopt", []uint64{5, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER}, eperm},
		{"another option of the same number", "setsockopt", []uint64{5, unix.IPPROTO_TCP, unix.SO_ATTACH_FILTER}, allow},
		{"TLS in the kernel", "setsockopt", []uint64{5, unix.IPPROTO_TCP, unix.TCP_ULP}, retErrno | uint32(unix.ENOENT)},
		{"a label of flows", "setsockopt", []uint64{5, unix.IPPROTO_IPV6, flowLabels}, eperm},
		{"memory ahead", "setsockopt", []uint64{5, unix.SOL_SOCKET, unix.SO_RESERVE_MEM}, retErrno | uint32(unix.EOPNOTSUPP)},
		{"map what came", "getsockopt", []uint64{5, unix.IPPROTO_TCP, unix.TCP_ZEROCOPY_RECEIVE}, retErrno | uint32(unix.ENOPROTOOPT)},
		{"ask for an option of the same number", "getsockopt", []uint64{5, unix.SOL_SOCKET, unix.TCP_ZEROCOPY_RECEIVE}, allow},
		{"ask for an option", "getsockopt", []uint64{5, unix.IPPROTO_TCP, unix.TCP_INFO}, allow},
		{"no delay", "setsockopt", []uint64{5, unix.IPPROTO_TCP, unix.TCP_NODELAY}, allow},
		{"an option of netlink", "setsockopt", []uint64{5, unix.SOL_NETLINK, 1}, retErrno | uint32(unix.ENOPROTOOPT)},
		{"a duplicate", "fcntl", []uint64{5, unix.F_DUPFD_CLOEXEC}, allow},
		{"a larger pipe", "fcntl", []uint64{1, unix.F_SETPIPE_SZ}, eperm},
		{"where a thread's data are", "arch_prctl", []uint64{0x1002}, allow},
		{"other registers", "arch_prctl", []uint64{0x1023}, eperm},
		{"move memory", "mremap", []uint64{4096, 4096, 8192, unix.MREMAP_MAYMOVE}, eperm},
		{"map code", "mmap", []uint64{0, 4096, unix.PROT_READ | unix.PROT_EXEC, unix.MAP_PRIVATE}, eperm},
		{"make code", "mprotect", []uint64{0, 4096, unix.PROT_EXEC}, eperm},
		{"write to memory", "mprotect", []uint64{0, 4096, unix.PROT_READ | unix.PROT_WRITE}, allow},
		{"write to memory no more", "mprotect", []uint64{0, 4096, unix.PROT_READ}, eperm},
		{"ask for a limit", "prlimit64", []uint64{0, 7, 0, 1 << 40}, allow},
		{"set a limit", "prlimit64", []uint64{0, 7, 1 << 40, 0}, eperm},
		{"set a limit, low pointer", "prlimit64", []uint64{0, 7, 4096, 0}, eperm},
		{"stop a thread of its own", "tgkill", []uint64{1, 5, uint64(unix.SIGURG)}, allow},
		{"signal itself", "tgkill", []uint64{1, 5, uint64(unix.SIGTERM)}, retTell},
		{"kill itself", "kill", []uint64{1, uint64(unix.SIGKILL)}, retTell},
		{"signal another", "tgkill", []uint64{2, 5, uint64(unix.SIGURG)}, eperm},
		{"signal all", "kill", []uint64{0xffffffff, 9}, eperm},
		{"type into a terminal", "ioctl", []uint64{0, unix.TIOCSTI}, retErrno | uint32(unix.ENOTTY)},
		{"hide in the high half", "ioctl", []uint64{0, 1<<32 | unix.TIOCINQ}, allow}, // the kernel drops it too
	}
	for _, a := range architectures {
		vm := newFilterVM(t, a, rules())
		for _, test := range tests {
			if got, ok := vm.call(t, test.call, test.args...); ok && got != test.want {
				t.Errorf("%s: %s: %#x; want %#x", a.name, test.name, got, test.want)
			}
		}
	}
}

// Where the filter refuses a socket with more than EPERM, this machine's kernel says
// the same, or has what the box has not.
func TestFilterSpeaksAsKernel(t *testing.T) {
	for _, a := range architectures {
		if a.name != runtime.GOARCH {
			continue
		}
		vm := newFilterVM(t, a, rules())
		for _, family := range []int{unix.AF_INET, unix.AF_INET6, unix.AF_UNIX, 46, 1 << 20, -1} {
			for _, kind := range []int{-1, 0, 1, 2, 4, 5, 6, 9, 10, 11, 15, 16, 99, unix.SOCK_CLOEXEC, 11 | unix.SOCK_NONBLOCK, 1 | 1<<20} {
				for _, protocol := range []int{-1, 0, 1, 6, 17, 255, 263, 1 << 20} {
					answer, _ := vm.call(t, "socket", uint64(family), uint64(kind), uint64(protocol))
					s, err := unix.Socket(family, kind, protocol)
					if err == nil {
						unix.Close(s)
					}
					if answer == retAllow || err == nil || err == unix.EPERM || err == unix.EACCES {
						continue
					}
					if got := unix.Errno(answer & 0xffff); got != err {
						t.Errorf("socket(%d, %d, %d): %v; the kernel says %v", family, kind, protocol, got, err)
					}
				}
			}
		}
	}
}

// Every call number of every architecture: what no rule names answers EPERM;
// what has another architecture, or x32's bit, kills.
func TestFilterOverEveryNumber(t *testing.T) {
	for _, a := range architectures {
		t.Run(a.name+"/program", func(t *testing.T) { everyNumber(t, a, rules()) })
		t.Run(a.name+"/build", func(t *testing.T) { everyNumber(t, a, buildRules()) })
		t.Run(a.name+"/packets", func(t *testing.T) { everyNumber(t, a, captureRules(rules())) })
		t.Run(a.name+"/calls", func(t *testing.T) { everyNumber(t, a, append(tellRefusals(rules()), traceRule())) })
	}
}

func everyNumber(t *testing.T, a architecture, list []rule) {
	vm := newFilterVM(t, a, list)
	named := map[uint32]bool{}
	for _, r := range list {
		named[uint32(a.number(calls[r.call]))] = true
	}
	var numbers []uint32
	for number := range uint32(1024) {
		numbers = append(numbers, number)
	}
	for bit := 10; bit < 30; bit++ { // there are no such calls, yet
		numbers = append(numbers, 1<<bit, 1<<bit|1)
	}
	for _, number := range numbers {
		got := vm.answer(t, a.audit, number)
		if !named[number] && got != refuse(unix.EPERM) {
			t.Errorf("call %d: %#x; want EPERM", number, got)
		}
		if a.otherBit != 0 {
			if got := vm.answer(t, a.audit, number|a.otherBit); got != retKill {
				t.Errorf("x32 call %d: %#x; want kill", number, got)
			}
		}
		for _, other := range []uint32{unix.AUDIT_ARCH_I386, unix.AUDIT_ARCH_ARM, unix.AUDIT_ARCH_X86_64, unix.AUDIT_ARCH_AARCH64, unix.AUDIT_ARCH_AARCH64 | 1<<29, 0} {
			if other == a.audit {
				continue
			}
			if got := vm.answer(t, other, number); got != retKill {
				t.Errorf("call %d of architecture %#x: %#x; want kill", number, other, got)
			}
		}
	}
}

// A worker that builds has files and a tool, and no sockets at all.
func TestBuildFilter(t *testing.T) {
	tests := map[string]struct {
		call call
		args []uint64
		want uint32
	}{
		"execute a tool":   {"execve", nil, retAllow},
		"write a file":     {"openat", []uint64{0, 0, unix.O_CREAT | unix.O_RDWR}, retAllow},
		"TCP":              {"socket", []uint64{unix.AF_INET, unix.SOCK_STREAM, 0}, retErrno | uint32(unix.EPERM)},
		"a socket pair":    {"socketpair", []uint64{unix.AF_UNIX, unix.SOCK_STREAM, 0}, retErrno | uint32(unix.EPERM)},
		"another process":  {"clone", []uint64{uint64(unix.SIGCHLD)}, retErrno | uint32(unix.EPERM)},
		"a user namespace": {"unshare", nil, retKill},
		"code in memory":   {"mmap", []uint64{0, 4096, unix.PROT_EXEC}, retErrno | uint32(unix.EPERM)},
	}
	for _, a := range architectures {
		vm := newFilterVM(t, a, buildRules())
		for name, test := range tests {
			if got, ok := vm.call(t, test.call, test.args...); !ok || got != test.want {
				t.Errorf("%s: %s: %#x; want %#x", a.name, name, got, test.want)
			}
		}
	}
}
