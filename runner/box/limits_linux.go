//go:build linux && (amd64 || arm64)

package box

import (
	"cmp"
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	defaultDescriptors = 64
	maxThreads         = 64 // RLIMIT_NPROC counts within its own user namespace
)

// maxStack is the first thread's; Go's goroutines have theirs on the heap.
const maxStack = 8 << 20

// addressSpace is what a Go program may reserve, which is far more than it uses.
const addressSpace = 4 << 30

// setLimits bounds what a worker can take from the machine. RLIMIT_DATA counts what it
// maps for writing, and privately: the filter allows no other mapping, and lets nobody
// give up the right to write to what he has filled, which would be counted no more.
// RLIMIT_AS bounds the kernel's own memory for what is mapped in one piece: page
// tables. Of small pieces far apart each takes two pages of those, which no limit
// counts: 512 MiB for as many pieces as there may be, vm.max_map_count. So they are
// looked at, see tables_linux.go. Of a huge page of which all is given back but a part,
// that part alone is counted, and the whole kept: so there are none.
func setLimits(l Limits) error {
	limits := []struct {
		name     string
		resource int
		value    uint64
	}{
		{"RLIMIT_CORE", unix.RLIMIT_CORE, 0},
		{"RLIMIT_FSIZE", unix.RLIMIT_FSIZE, l.FileSize},
		{"RLIMIT_MEMLOCK", unix.RLIMIT_MEMLOCK, 0},
		{"RLIMIT_MSGQUEUE", unix.RLIMIT_MSGQUEUE, 0},
		{"RLIMIT_NOFILE", unix.RLIMIT_NOFILE, uint64(cmp.Or(l.Descriptors, defaultDescriptors))},
		{"RLIMIT_NPROC", unix.RLIMIT_NPROC, maxThreads},
		{"RLIMIT_CPU", unix.RLIMIT_CPU, uint64(l.CPUSeconds)},
		{"RLIMIT_STACK", unix.RLIMIT_STACK, maxStack},
		{"RLIMIT_DATA", unix.RLIMIT_DATA, uint64(l.Memory)},
		{"RLIMIT_AS", unix.RLIMIT_AS, addressSpace + 2*uint64(l.Memory)},
	}
	for _, limit := range limits {
		if err := unix.Setrlimit(limit.resource, &unix.Rlimit{Cur: limit.value, Max: limit.value}); err != nil {
			return fmt.Errorf("%s: %w", limit.name, err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_THP_DISABLE, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("PR_SET_THP_DISABLE: %w", err)
	}
	return nil
}
