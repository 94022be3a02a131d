//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// The names under which this binary is executed again. They are all that a
// worker can learn from its own argv[0].
const (
	initName   = "bothends-init"
	workerName = "program"
)

// self is this very binary, even if the file at its path was replaced since.
const self = "/proc/self/exe"

// processors is all that a program finds in its environment: on a machine with
// many processors the Go runtime would start more threads than it may have.
const processors = "GOMAXPROCS=2"

// environment is all that a box's processes get. GOMAXPROCS keeps one run from
// taking the machine; the GODEBUG settings keep the Go runtime from holding the
// host's cgroup files open in a worker, and listeners from asking for MPTCP,
// which the filter does not offer.
func environment() []string {
	return []string{
		processors,
		"GODEBUG=containermaxprocs=0,updatemaxprocs=0,multipathtcp=0",
		"GOTRACEBACK=none",
		"GOMEMLIMIT=192MiB",
	}
}

// Hook turns this process into a box's init or a worker, if that is what it was executed
// for, and then does not return. A worker calls execute with its program when its gate
// opens, and ends with 0 when it returns; of a program that it tries, see Box.Try, it has
// to call begin before it does. In any other process Hook only makes sure that no
// descriptor which the process inherited reaches a box.
func Hook(execute func(program []byte, begin func())) {
	// In the supervisor these are whatever the shell left open; in init they
	// are the workers' pipes, which only the right worker may get.
	if err := unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC); err != nil && len(os.Args) > 0 &&
		(os.Args[0] == initName || os.Args[0] == workerName) {
		fmt.Fprintf(os.Stderr, "close_range: %v\n", err)
		os.Exit(125)
	}
	if len(os.Args) != 1 || os.Getpid() != 1 {
		return // init and workers are the first process of their namespace
	}
	switch os.Args[0] {
	case initName:
		initMain()
		os.Exit(0)
	case workerName:
		workerMain(execute)
	}
}
