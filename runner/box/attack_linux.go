//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An attack is what a hostile worker would try, by the kernel's own calls: a
// program that is interpreted reaches few of them. A worker whose gate opens
// with the name of one tries it with every layer on, in place of a program, and
// prints how it came out. The canary of a machine (see [Canary]) does some of
// them; the tests do all, also with layers left out.
type attack struct {
	line string // which kind it is of, as one of the constants below
	name string
	want string // how it must end: see outcome
	do   func(prey) error

	// slow takes more than a moment.
	slow bool
	// greedy leaves too little for an attack after it in the same process.
	greedy bool
	// canary is tried by the canary, though it ends the process.
	canary bool
	// optional may fail for reasons of the kernel or of a small machine, with no layer in its way.
	optional bool
}

// The kinds of attacks.
const (
	lineProcesses   = "Processes"
	lineMemory      = "Memory"
	lineCPU         = "CPU"
	lineDescriptors = "Descriptors"
	lineFiles       = "Files"
	lineEnvironment = "Environment"
	lineNetwork     = "Network"
	lineSignals     = "Signals"
	lineKernel      = "Kernel"
)

// prey is what there is on the host that an attack is after.
type prey struct {
	Port4, Port6 int    // TCP listeners on the host's loopbacks; 0 if there is none
	Abstract     string // a listener's abstract name, without the zero byte
	Path         string // a listener's path; empty if there is none
	File         string // one that everybody may read
}

// attacks are all there are. Their names differ.
func attacks() []attack {
	return slices.Concat(processAttacks(), memoryAttacks(), cpuAttacks(), descriptorAttacks(), fileAttacks(),
		environmentAttacks(), networkAttacks(), signalAttacks(), kernelAttacks(), machineAttacks())
}

// succeeded is how an attack ends that nothing stopped.
const succeeded = "succeeded"

// errHarmless ends an attack that nothing refused and that came to nothing.
var errHarmless = errors.New("no effect")

// outcome is how an attack ended: the name of an errno, or else a few words.
// Where it is the attacker that ended, the name of the signal or its status.
func outcome(err error) string {
	var errno syscall.Errno
	switch {
	case err == nil:
		return succeeded
	case errors.As(err, &errno):
		return unix.ErrnoName(errno)
	}
	return err.Error()
}

// layer is the one that is to blame if the attack ends otherwise than it must.
func (a attack) layer() string {
	switch a.want {
	case "ENOMEM", "EMFILE", "EBADF", "SIGKILL", "exit status 2":
		return LayerLimits
	case "ECONNREFUSED", "ENETUNREACH":
		return LayerNetwork
	case "ENOENT", "EACCES":
		return LayerRoot
	case errHarmless.Error():
		return LayerSelfCheck
	}
	return LayerSeccomp
}

// An attackOrder goes to a worker through its gate.
type attackOrder struct {
	Names []string // attacks to try, one after the other
	Prey  prey
}

// carryOut tries the attacks and prints a line for each: its name, a tab, and
// its outcome.
func carryOut(o attackOrder) {
	all := attacks()
	for _, name := range o.Names {
		i := slices.IndexFunc(all, func(a attack) bool { return a.name == name })
		if i < 0 {
			os.Exit(125)
		}
		fmt.Printf("%s\t", name)
		fmt.Printf("%s\n", outcome(all[i].do(o.Prey)))
	}
	os.Exit(0)
}

// try makes a system call with up to six arguments.
func try(number uintptr, args ...uintptr) error {
	var a [6]uintptr
	copy(a[:], args)
	if _, _, errno := unix.Syscall6(number, a[0], a[1], a[2], a[3], a[4], a[5]); errno != 0 {
		return errno
	}
	return nil
}

// trying is an attack that is one system call.
func trying(number uintptr, args ...uintptr) func(prey) error {
	return func(prey) error { return try(number, args...) }
}

// text is a string in memory that stays where it is, with zeros behind it.
func text(s string) uintptr {
	const page = 4096
	p, err := unix.MmapPtr(-1, 0, nil, page, unix.PROT_READ|unix.PROT_WRITE, anonymous)
	if err != nil {
		return 0
	}
	copy(unsafe.Slice((*byte)(p), page), s)
	return uintptr(p)
}

// zeros is memory that a call may read or write.
func zeros() uintptr { return text("") }

// here is the current folder in place of a descriptor.
const here = ^uintptr(99) // AT_FDCWD, -100

// exitedSignal is the outcome of an attacker that a signal ended.
func exitedSignal(e *Exited) string {
	switch {
	case e.Signal != 0:
		return unix.SignalName(syscall.Signal(e.Signal))
	case e.Status != 0:
		return fmt.Sprintf("exit status %d", e.Status)
	}
	return ""
}
