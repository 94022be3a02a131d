package box

import (
	"encoding/binary"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A filterVM answers as the kernel would, but for one thing: the machine of
// package bpf reads words big-endian, as from a packet, the kernel in its own order.
type filterVM struct{ *bpf.VM }

func newFilterVM(t *testing.T, rules []rule) filterVM {
	t.Helper()
	raw, err := buildFilter(unix.AUDIT_ARCH_X86_64, x32Bit, uint32(unix.EPERM), rules)
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
	return filterVM{vm}
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
		name   string
		number uint32
		args   []uint64
		want   uint32
	}{
		{"read", unix.SYS_READ, nil, allow},
		{"execve", unix.SYS_EXECVE, nil, kill},
		{"execveat of its program", unix.SYS_EXECVEAT, []uint64{programFD, 0, 0, 0, unix.AT_EMPTY_PATH}, allow},
		{"execveat of a path", unix.SYS_EXECVEAT, []uint64{programFD, 0, 0, 0, 0}, kill},
		{"execveat of another descriptor", unix.SYS_EXECVEAT, []uint64{programFD + 1, 0, 0, 0, unix.AT_EMPTY_PATH}, kill},
		{"execveat from the current folder", unix.SYS_EXECVEAT, []uint64{0xffffff9c, 0, 0, 0, unix.AT_EMPTY_PATH}, kill},
		{"write to a socket", unix.SYS_WRITE, []uint64{5}, allow},
		{"write to standard output", unix.SYS_WRITE, []uint64{1}, retTell},
		{"write to standard error", unix.SYS_WRITE, []uint64{2}, retTell},
		{"fork", unix.SYS_FORK, nil, kill},
		{"ptrace", unix.SYS_PTRACE, nil, kill},
		{"io_uring_setup", unix.SYS_IO_URING_SETUP, nil, kill},
		{"memfd_create", unix.SYS_MEMFD_CREATE, nil, kill},
		{"a Go thread", unix.SYS_CLONE, []uint64{goThread}, allow},
		{"a Go thread without TLS", unix.SYS_CLONE, []uint64{0x50f00}, allow},
		{"a process", unix.SYS_CLONE, []uint64{uint64(unix.SIGCHLD)}, eperm},
		{"a user namespace", unix.SYS_CLONE, []uint64{goThread | unix.CLONE_NEWUSER}, eperm},
		{"clone3", unix.SYS_CLONE3, nil, retErrno | uint32(unix.ENOSYS)},
		{"TCP", unix.SYS_SOCKET, []uint64{unix.AF_INET, unix.SOCK_STREAM | unix.SOCK_CLOEXEC | unix.SOCK_NONBLOCK, 0}, allow},
		{"UDP over IPv6", unix.SYS_SOCKET, []uint64{unix.AF_INET6, unix.SOCK_DGRAM, unix.IPPROTO_UDP}, allow},
		{"UNIX", unix.SYS_SOCKET, []uint64{unix.AF_UNIX, unix.SOCK_STREAM, 0}, allow},
		{"netlink", unix.SYS_SOCKET, []uint64{unix.AF_NETLINK, unix.SOCK_RAW, 0}, retErrno | uint32(unix.EAFNOSUPPORT)},
		{"vsock", unix.SYS_SOCKET, []uint64{unix.AF_VSOCK, unix.SOCK_STREAM, 0}, retErrno | uint32(unix.EAFNOSUPPORT)},
		{"raw", unix.SYS_SOCKET, []uint64{unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP}, eperm},
		{"ping", unix.SYS_SOCKET, []uint64{unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP}, retErrno | uint32(unix.EPROTONOSUPPORT)},
		{"SCTP", unix.SYS_SOCKET, []uint64{unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_SCTP}, retErrno | uint32(unix.EPROTONOSUPPORT)},
		{"MPTCP", unix.SYS_SOCKET, []uint64{unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_MPTCP}, retErrno | uint32(unix.EPROTONOSUPPORT)},
		{"open to read", unix.SYS_OPENAT, []uint64{0, 0, unix.O_RDONLY | unix.O_CLOEXEC}, allow},
		{"open to write", unix.SYS_OPENAT, []uint64{0, 0, unix.O_RDWR}, retErrno | uint32(unix.EROFS)},
		{"create", unix.SYS_OPENAT, []uint64{0, 0, unix.O_CREAT}, retErrno | uint32(unix.EROFS)},
		{"open a folder", unix.SYS_OPENAT, []uint64{0, 0, unix.O_DIRECTORY}, allow},
		{"a nameless file", unix.SYS_OPENAT, []uint64{0, 0, unix.O_TMPFILE}, retErrno | uint32(unix.EROFS)},
		{"map memory", unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_READ | unix.PROT_WRITE, unix.MAP_PRIVATE | unix.MAP_ANON}, allow},
		{"map as Go reserves", unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_NONE, unix.MAP_PRIVATE | unix.MAP_ANON | unix.MAP_FIXED | unix.MAP_NORESERVE}, allow},
		{"shared memory", unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_READ, unix.MAP_SHARED | unix.MAP_ANON}, eperm},
		{"shared memory, validated", unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_READ, unix.MAP_SHARED_VALIDATE | unix.MAP_ANON}, eperm},
		{"a stack that grows", unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_READ, unix.MAP_PRIVATE | unix.MAP_ANON | unix.MAP_GROWSDOWN}, eperm},
		{"move memory", unix.SYS_MREMAP, []uint64{4096, 4096, 8192, unix.MREMAP_MAYMOVE}, eperm},
		{"map code", unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_READ | unix.PROT_EXEC, unix.MAP_PRIVATE}, eperm},
		{"make code", unix.SYS_MPROTECT, []uint64{0, 4096, unix.PROT_EXEC}, eperm},
		{"ask for a limit", unix.SYS_PRLIMIT64, []uint64{0, 7, 0, 1 << 40}, allow},
		{"set a limit", unix.SYS_PRLIMIT64, []uint64{0, 7, 1 << 40, 0}, eperm},
		{"set a limit, low pointer", unix.SYS_PRLIMIT64, []uint64{0, 7, 4096, 0}, eperm},
		{"signal itself", unix.SYS_TGKILL, []uint64{1, 5, 23}, allow},
		{"signal all", unix.SYS_KILL, []uint64{0xffffffff, 9}, eperm},
		{"type into a terminal", unix.SYS_IOCTL, []uint64{0, unix.TIOCSTI}, retErrno | uint32(unix.ENOTTY)},
		{"hide in the high half", unix.SYS_IOCTL, []uint64{0, 1<<32 | unix.TIOCINQ}, allow}, // the kernel drops it too
	}
	vm := newFilterVM(t, rules())
	for _, test := range tests {
		if got := vm.answer(t, unix.AUDIT_ARCH_X86_64, test.number, test.args...); got != test.want {
			t.Errorf("%s: %#x; want %#x", test.name, got, test.want)
		}
	}
}

// Every call number: what no rule names answers EPERM; what has another
// architecture, or x32's bit, kills.
func TestFilterOverEveryNumber(t *testing.T) {
	for name, list := range map[string][]rule{"program": rules(), "build": buildRules()} {
		t.Run(name, func(t *testing.T) { everyNumber(t, list) })
	}
}

func everyNumber(t *testing.T, list []rule) {
	vm := newFilterVM(t, list)
	named := map[uint32]bool{}
	for _, r := range list {
		named[r.nr] = true
	}
	for number := uint32(0); number < 1024; number++ {
		got := vm.answer(t, unix.AUDIT_ARCH_X86_64, number)
		if !named[number] && got != retErrno|uint32(unix.EPERM) {
			t.Errorf("call %d: %#x; want EPERM", number, got)
		}
		if got := vm.answer(t, unix.AUDIT_ARCH_X86_64, number|x32Bit); got != retKill {
			t.Errorf("x32 call %d: %#x; want kill", number, got)
		}
		for _, other := range []uint32{unix.AUDIT_ARCH_I386, unix.AUDIT_ARCH_AARCH64, 0} {
			if got := vm.answer(t, other, number); got != retKill {
				t.Errorf("call %d of architecture %#x: %#x; want kill", number, other, got)
			}
		}
	}
}

// A worker that builds has files and a tool, and no sockets at all.
func TestBuildFilter(t *testing.T) {
	vm := newFilterVM(t, buildRules())
	for name, test := range map[string]struct {
		number uint32
		args   []uint64
		want   uint32
	}{
		"execute a tool":   {unix.SYS_EXECVE, nil, retAllow},
		"write a file":     {unix.SYS_OPENAT, []uint64{0, 0, unix.O_CREAT | unix.O_RDWR}, retAllow},
		"TCP":              {unix.SYS_SOCKET, []uint64{unix.AF_INET, unix.SOCK_STREAM, 0}, retErrno | uint32(unix.EPERM)},
		"a socket pair":    {unix.SYS_SOCKETPAIR, []uint64{unix.AF_UNIX, unix.SOCK_STREAM, 0}, retErrno | uint32(unix.EPERM)},
		"another process":  {unix.SYS_CLONE, []uint64{uint64(unix.SIGCHLD)}, retErrno | uint32(unix.EPERM)},
		"a user namespace": {unix.SYS_UNSHARE, nil, retKill},
		"code in memory":   {unix.SYS_MMAP, []uint64{0, 4096, unix.PROT_EXEC}, retErrno | uint32(unix.EPERM)},
	} {
		if got := vm.answer(t, unix.AUDIT_ARCH_X86_64, test.number, test.args...); got != test.want {
			t.Errorf("%s: %#x; want %#x", name, got, test.want)
		}
	}
}
