//go:build linux && amd64

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

// setLimits bounds what a worker can take from the machine. RLIMIT_AS does not
// suit Go, which reserves far more address space than it uses; RLIMIT_DATA
// counts what it really maps for writing.
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
		{"RLIMIT_DATA", unix.RLIMIT_DATA, uint64(l.Memory)},
	}
	for _, limit := range limits {
		if err := unix.Setrlimit(limit.resource, &unix.Rlimit{Cur: limit.value, Max: limit.value}); err != nil {
			return fmt.Errorf("%s: %w", limit.name, err)
		}
	}
	return nil
}
