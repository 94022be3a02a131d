//go:build linux && amd64

package box

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	maxDescriptors = 64
	maxThreads     = 64 // for each worker: RLIMIT_NPROC counts within its own user namespace
	maxCPUSeconds  = 10
)

// setLimits bounds what a worker can take from the machine. RLIMIT_AS does not
// suit Go, which reserves far more address space than it uses; RLIMIT_DATA
// counts what it really maps for writing.
func setLimits(memory int64) error {
	limits := []struct {
		name     string
		resource int
		value    uint64
	}{
		{"RLIMIT_CORE", unix.RLIMIT_CORE, 0},
		{"RLIMIT_FSIZE", unix.RLIMIT_FSIZE, 0},
		{"RLIMIT_MEMLOCK", unix.RLIMIT_MEMLOCK, 0},
		{"RLIMIT_MSGQUEUE", unix.RLIMIT_MSGQUEUE, 0},
		{"RLIMIT_NOFILE", unix.RLIMIT_NOFILE, maxDescriptors},
		{"RLIMIT_NPROC", unix.RLIMIT_NPROC, maxThreads},
		{"RLIMIT_CPU", unix.RLIMIT_CPU, maxCPUSeconds},
		{"RLIMIT_DATA", unix.RLIMIT_DATA, uint64(memory)},
	}
	for _, l := range limits {
		if err := unix.Setrlimit(l.resource, &unix.Rlimit{Cur: l.value, Max: l.value}); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return nil
}
