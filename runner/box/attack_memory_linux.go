//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

const anonymous = unix.MAP_PRIVATE | unix.MAP_ANON

// mapping is an attack that maps memory.
func mapping(size, protection, flags uintptr) func(prey) error {
	return trying(unix.SYS_MMAP, 0, size, protection, flags, ^uintptr(0), 0)
}

func memoryAttacks() []attack {
	const readWrite = unix.PROT_READ | unix.PROT_WRITE
	return []attack{
		{line: lineMemory, name: "a huge mapping", want: "ENOMEM", do: mapping(1<<30, readWrite, anonymous)},
		{line: lineMemory, name: "many mappings", want: "ENOMEM", greedy: true, do: func(prey) error {
			for range 16 { // 1 GiB, in pieces as large as those below
				if err := mapping(64<<20, readWrite, anonymous)(prey{}); err != nil {
					return err
				}
			}
			return nil
		}},
		{line: lineMemory, name: touching, want: "ENOMEM", greedy: true, do: func(prey) error {
			// In large pieces: what is left behind the last is enough for Go's runtime, which
			// would else now and then be refused first, and end the process.
			const piece = 64 << 20
			for range 8 { // 512 MiB
				p, err := unix.MmapPtr(-1, 0, nil, piece, readWrite, anonymous)
				if err != nil {
					return err
				}
				for at := uintptr(0); at < piece; at += 4096 {
					*(*byte)(unsafe.Add(p, at)) = 1
				}
			}
			return nil
		}},
		{line: lineMemory, name: "address space", want: "ENOMEM", do: mapping(64<<30, unix.PROT_NONE, anonymous|unix.MAP_NORESERVE)},
		{line: lineMemory, name: "the break", want: "ENOMEM", do: growBreak},
		{line: lineMemory, name: "shared memory", want: "EPERM", do: mapping(1<<30, readWrite, unix.MAP_SHARED|unix.MAP_ANON)},
		{line: lineMemory, name: "a stack that grows", want: "EPERM", do: mapping(1<<12, readWrite, anonymous|unix.MAP_GROWSDOWN)},
		{line: lineMemory, name: "huge pages", want: "EPERM", do: mapping(2<<20, readWrite, anonymous|unix.MAP_HUGETLB), optional: true},
		{line: lineMemory, name: "locked pages", want: "EPERM", do: mapping(1<<20, readWrite, anonymous|unix.MAP_LOCKED)},
		{line: lineMemory, name: "mlockall", want: "EPERM", do: trying(unix.SYS_MLOCKALL, unix.MCL_FUTURE), optional: true},
		{line: lineMemory, name: "mremap", want: "EPERM", do: func(prey) error {
			old, err := unix.MmapPtr(-1, 0, nil, 4096, readWrite, anonymous)
			if err != nil {
				return err
			}
			return try(unix.SYS_MREMAP, uintptr(old), 4096, 1<<13, unix.MREMAP_MAYMOVE)
		}},
		{line: lineMemory, name: "memory that is not written to any more", want: "EPERM", greedy: true, do: keepUncounted, optional: true},
		{line: lineMemory, name: "pages of zeros made huge", want: "no effect", greedy: true, do: collapseZeros, optional: true},
		{line: lineMemory, name: "what is left of a huge page", want: "no effect", do: splitHugePage, optional: true},
		{line: lineMemory, name: "what a connection carried, mapped", want: "ENOPROTOOPT", greedy: true, do: keepReceived, optional: true},
		{line: lineMemory, name: "System V memory", want: "EPERM", do: trying(unix.SYS_SHMGET, 0, 1<<20, unix.IPC_CREAT|0o600)},
		{line: lineMemory, name: "a message queue", want: "EPERM", do: func(prey) error {
			return try(unix.SYS_MQ_OPEN, text("q"), unix.O_CREAT|unix.O_RDWR, 0o600, 0)
		}, optional: true},
		{line: lineMemory, name: "memfd_create", want: "SIGSYS", do: func(prey) error {
			_, err := unix.MemfdCreate("x", 0)
			return err
		}},
		{line: lineMemory, name: "memfd_secret", want: "SIGSYS", do: trying(unix.SYS_MEMFD_SECRET, 0), optional: true},
		{line: lineMemory, name: "raise a limit by setrlimit", want: "EPERM", do: func(prey) error {
			limit := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
			return try(unix.SYS_SETRLIMIT, unix.RLIMIT_DATA, uintptr(unsafe.Pointer(&limit)))
		}},
		{line: lineMemory, name: "raise a limit by prlimit64", want: "EPERM", do: func(prey) error {
			limit := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
			return try(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_NPROC, uintptr(unsafe.Pointer(&limit)), 0)
		}},
	}
}

// The attacks that a control group ends by itself, if it must.
const (
	touching  = "touch what is mapped"
	threading = "threads without end"
	spinning  = "spin on all processors"
)

func growBreak(prey) error {
	now, _, _ := unix.Syscall(unix.SYS_BRK, 0, 0, 0)
	if then, _, _ := unix.Syscall(unix.SYS_BRK, now+1<<30, 0, 0); then == now {
		return unix.ENOMEM // brk(2) has no errno
	}
	return nil
}

func cpuAttacks() []attack {
	return []attack{
		{line: lineCPU, name: spinning, want: "SIGKILL", slow: true, do: func(prey) error {
			for range 2 * runtime.NumCPU() {
				go func() {
					for {
					}
				}()
			}
			var usage unix.Rusage
			for usage.Utime.Sec < 3 {
				unix.Getrusage(unix.RUSAGE_SELF, &usage)
			}
			return nil
		}},
		{line: lineCPU, name: "real-time scheduling", want: "EPERM", do: func(prey) error {
			priority := int32(1)
			return try(unix.SYS_SCHED_SETSCHEDULER, 0, unix.SCHED_FIFO, uintptr(unsafe.Pointer(&priority)))
		}},
		{line: lineCPU, name: "a higher priority", want: "EPERM", do: trying(unix.SYS_SETPRIORITY, unix.PRIO_PROCESS, 0, ^uintptr(19))},
		{line: lineCPU, name: "other processors", want: "EPERM", do: func(prey) error {
			var set unix.CPUSet
			if err := unix.SchedGetaffinity(0, &set); err != nil {
				return err
			}
			return unix.SchedSetaffinity(0, &set)
		}},
		{line: lineCPU, name: "timers", want: "EPERM", do: func(prey) error {
			var id int32
			return try(unix.SYS_TIMER_CREATE, unix.CLOCK_MONOTONIC, 0, uintptr(unsafe.Pointer(&id)))
		}},
	}
}

func descriptorAttacks() []attack {
	return []attack{
		{line: lineDescriptors, name: "ten thousand descriptors", want: "EMFILE", greedy: true, do: func(prey) error {
			for range 10_000 {
				if _, err := unix.Open("/etc/hosts", unix.O_RDONLY, 0); err != nil {
					return err
				}
			}
			return nil
		}},
		{line: lineDescriptors, name: "a descriptor of a high number", want: "EBADF", do: func(prey) error { return unix.Dup3(0, 1000, 0) }},
		{line: lineDescriptors, name: "a larger pipe", want: "EPERM", do: func(prey) error {
			_, err := unix.FcntlInt(1, unix.F_SETPIPE_SZ, 1<<20)
			return err
		}, optional: true}, // a user's pipes have a bound of their own, see pipe(7)
		{line: lineDescriptors, name: inherited, want: "no effect", do: inheritedDescriptors},
		{line: lineDescriptors, name: "inotify", want: "EPERM", do: trying(unix.SYS_INOTIFY_INIT1, 0)},
		{line: lineDescriptors, name: "fanotify", want: "EPERM", do: trying(unix.SYS_FANOTIFY_INIT, 0, 0), optional: true},
		{line: lineDescriptors, name: "timerfd", want: "EPERM", do: trying(unix.SYS_TIMERFD_CREATE, unix.CLOCK_MONOTONIC, 0)},
		{line: lineDescriptors, name: "a receive buffer of 1 GiB", want: "no effect", do: buffer(unix.SOCK_DGRAM, unix.SO_RCVBUF)},
		{line: lineDescriptors, name: "a send buffer of 1 GiB", want: "no effect", do: buffer(unix.SOCK_STREAM, unix.SO_SNDBUF)},
		{line: lineDescriptors, name: "a negative buffer", want: "no effect", do: func(prey) error {
			return setBufferOf(unix.SOCK_DGRAM, unix.SO_RCVBUF, -1)
		}},
		{line: lineDescriptors, name: "a buffer by force", want: "EPERM", do: func(prey) error {
			return setBufferOf(unix.SOCK_DGRAM, unix.SO_RCVBUFFORCE, 1<<30)
		}},
	}
}

func buffer(kind, option int) func(prey) error {
	return func(prey) error { return setBufferOf(kind, option, 1<<30) }
}

// setBufferOf succeeds if the buffer becomes larger than a box allows.
func setBufferOf(kind, option, size int) error {
	s, err := unix.Socket(unix.AF_INET, kind, 0)
	if err != nil {
		return err
	}
	if err := unix.SetsockoptInt(s, unix.SOL_SOCKET, option, size); err != nil {
		return err
	}
	for _, o := range []int{unix.SO_RCVBUF, unix.SO_SNDBUF} {
		if got, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, o); err != nil || got > 2*maxBuffer {
			return err
		}
	}
	return errHarmless
}

// inherited is the name of the attack that must come before those that open something.
const inherited = "inherited descriptors"

// inheritedDescriptors looks for one that is neither standard nor the runtime's:
// what the runtime polls with has no type of file.
func inheritedDescriptors(prey) error {
	for fd := 3; fd < 1024; fd++ {
		var info unix.Stat_t
		if unix.Fstat(fd, &info) == nil && info.Mode&unix.S_IFMT != 0 {
			return nil
		}
	}
	return errHarmless
}

func environmentAttacks() []attack {
	return []attack{
		{line: lineEnvironment, name: "the environment", want: "no effect", do: func(prey) error {
			for _, v := range unix.Environ() {
				if v != processors {
					return nil
				}
			}
			return errHarmless
		}},
		{line: lineEnvironment, name: "its own path", want: "ENOENT", do: func(prey) error {
			var b [256]byte
			_, err := unix.Readlinkat(unix.AT_FDCWD, "/proc/self/exe", b[:])
			return err
		}},
		{line: lineEnvironment, name: "the host's name", want: "no effect", do: func(prey) error {
			var u unix.Utsname
			if err := unix.Uname(&u); err != nil || unix.ByteSliceToString(u.Nodename[:]) != "box" {
				return err
			}
			return errHarmless
		}},
		{line: lineEnvironment, name: "the host's load", want: "EPERM", do: func(prey) error {
			var info unix.Sysinfo_t
			return unix.Sysinfo(&info)
		}},
		{line: lineEnvironment, name: "the kernel's log", want: "EPERM", do: func(prey) error {
			_, err := unix.Klogctl(unix.SYSLOG_ACTION_SIZE_BUFFER, nil)
			return err
		}, optional: true},
		{line: lineEnvironment, name: "users", want: "no effect", do: func(prey) error {
			if id := unix.Getuid(); id != 0 {
				return fmt.Errorf("user %d, which may be the host's", id)
			}
			return errHarmless
		}},
	}
}

// uncountedMemory is what an attack is after that would hold more than a worker may: the
// limits of attackers are smaller.
const uncountedMemory = 320 << 20

// keepUncounted fills memory, and then gives up the right to write to it: by that it is
// data no more to the kernel, and in no limit but that of addresses, while all of it is kept.
func keepUncounted(prey) error {
	const piece = 32 << 20
	for range uncountedMemory / piece {
		p, err := unix.MmapPtr(-1, 0, nil, piece, unix.PROT_READ|unix.PROT_WRITE, anonymous)
		if err != nil {
			return err
		}
		for at := uintptr(0); at < piece; at += 4096 {
			*(*byte)(unsafe.Add(p, at)) = 1
		}
		if err := try(unix.SYS_MPROTECT, uintptr(p), piece, unix.PROT_READ); err != nil {
			return err
		}
	}
	return nil
}

// hugePage is the size of one, on the machines that this is for.
const hugePage = 2 << 20

// hugeSpace maps memory that begins where a huge page can, and asks for those.
func hugeSpace(size uintptr, protection int) (unsafe.Pointer, error) {
	p, err := unix.MmapPtr(-1, 0, nil, size+hugePage, protection, anonymous)
	if err != nil {
		return nil, err
	}
	p = unsafe.Add(p, -uintptr(p)&(hugePage-1))
	try(unix.SYS_MADVISE, uintptr(p), size, unix.MADV_HUGEPAGE) // there may be none
	return p, nil
}

// collapseZeros reads memory that it may not write to, which is one page of zeros again and
// again, and asks for huge pages in place of that one.
func collapseZeros(prey) error {
	p, err := hugeSpace(uncountedMemory, unix.PROT_READ)
	if err != nil {
		return err
	}
	sum := byte(0)
	for at := uintptr(0); at < uncountedMemory; at += 4096 {
		sum += *(*byte)(unsafe.Add(p, at))
	}
	for at := uintptr(0); at < uncountedMemory; at += hugePage {
		try(unix.SYS_MADVISE, uintptr(p)+at, hugePage, unix.MADV_COLLAPSE)
	}
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil || usage.Maxrss<<10 > uncountedMemory || sum != 0 {
		return err
	}
	return errHarmless
}

// splitHugePage touches one byte, of a huge page if there are any: whoever gives back all of
// that but for a small page is counted as having one of those, and keeps it all.
func splitHugePage(prey) error {
	p, err := hugeSpace(hugePage, unix.PROT_READ|unix.PROT_WRITE)
	if err != nil {
		return err
	}
	*(*byte)(p) = 1
	var last [1]byte
	if err := try(unix.SYS_MINCORE, uintptr(p)+hugePage-4096, 4096, uintptr(unsafe.Pointer(&last))); err != nil || last[0]&1 != 0 {
		return err
	}
	return errHarmless
}

// connected is a connection of this worker with itself, whose segments are of so many bytes.
func connected(segment int) (from, to int, err error) {
	const timestamps = 12 // of each segment, beside what it carries
	l, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return -1, -1, err
	}
	defer unix.Close(l)
	if from, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0); err != nil {
		return -1, -1, err
	}
	for _, s := range []int{l, from} {
		err = errors.Join(err, unix.SetsockoptInt(s, unix.IPPROTO_TCP, unix.TCP_MAXSEG, segment+timestamps))
	}
	err = errors.Join(err, unix.Bind(l, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), unix.Listen(l, 1))
	if err != nil {
		return -1, -1, err
	}
	address, err := unix.Getsockname(l)
	if err != nil {
		return -1, -1, err
	}
	if err = unix.Connect(from, address); err != nil {
		return -1, -1, err
	}
	to, _, err = unix.Accept(l)
	return from, to, err
}

// keepReceived maps what comes over a connection, by TCP_ZEROCOPY_RECEIVE of tcp(7): such
// pages are neither data of this process nor any longer what a socket holds.
func keepReceived(prey) error {
	const piece = 7 * 4096
	from, to, err := connected(piece)
	if err != nil {
		return err
	}
	var p [2]int
	if err := unix.Pipe2(p[:], 0); err != nil {
		return err
	}
	full := make([]byte, piece)
	for kept := 0; kept < uncountedMemory; {
		if _, err := unix.Write(p[1], full); err != nil { // whole pages, each by itself
			return err
		}
		for left := piece; left > 0; {
			n, err := unix.Splice(p[0], nil, from, nil, left, 0)
			if err != nil {
				return err
			}
			left -= int(n)
		}
		at, _, errno := unix.Syscall6(unix.SYS_MMAP, 0, piece, unix.PROT_READ, unix.MAP_PRIVATE, uintptr(to), 0)
		if errno != 0 {
			return errno
		}
		receive := struct {
			address              uint64
			length, left, queued uint32
			errno                int32
		}{address: uint64(at), length: piece}
		size := uint32(unsafe.Sizeof(receive))
		if err := try(unix.SYS_GETSOCKOPT, uintptr(to), unix.IPPROTO_TCP, unix.TCP_ZEROCOPY_RECEIVE, uintptr(unsafe.Pointer(&receive)), uintptr(unsafe.Pointer(&size))); err != nil {
			return err
		}
		if receive.length == 0 {
			return errHarmless
		}
		kept += int(receive.length)
		for left := piece - int(receive.length); left > 0; {
			n, err := unix.Read(to, full[:left])
			if err != nil {
				return err
			}
			left -= n
		}
	}
	return nil
}
