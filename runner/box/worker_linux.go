//go:build linux && amd64

package box

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// Descriptors of a worker before its gate opens. After that it has 0, 1 and 2.
const (
	programFD = 3
	gateFD    = 4
	statusFD  = 5
)

// tellStatus tells init how confining went, and ends the process if it failed.
func tellStatus(s workerStatus) {
	err := send(statusFD, s)
	unix.Close(statusFD)
	if s.Failure != nil || err != nil {
		os.Exit(125)
	}
}

// readProgram reads what the worker is to execute.
func readProgram() []byte {
	f := os.NewFile(programFD, "program")
	program, err := io.ReadAll(f)
	f.Close()
	if err != nil {
		fmt.Fprintf(os.Stderr, "read the program: %v\n", err)
		os.Exit(125)
	}
	return program
}

// awaitGate returns when the gate opens, with the last of the worker's own
// descriptors closed and its environment empty: what configured the Go runtime
// was read when it began.
func awaitGate(notify int) {
	var open [1]byte
	for {
		n, err := unix.Read(gateFD, open[:])
		if err == unix.EINTR {
			continue
		}
		if err != nil || n != 1 {
			os.Exit(125) // the run was given up before this process's turn came
		}
		break
	}
	unix.Close(gateFD)
	unix.Close(notify) // the supervisor has it; a worker must not answer itself
	os.Clearenv()
}

// confine puts the layers on, in order, each of which may need what the next
// takes away.
func confine() (s workerStatus) {
	var limits Limits
	if _, err := fmt.Sscan(os.Getenv(limitsVariable), &limits.Memory, &limits.CPUSeconds); err != nil {
		return workerStatus{Failure: newFailure(LayerLimits, err)}
	}
	// The last look at the host's /proc: init needs the number under which it
	// finds this process there.
	var err error
	if s.HostPID, err = os.Readlink("/proc/self"); err != nil {
		return workerStatus{Failure: newFailure(LayerWorker, err)}
	}
	layers := []struct {
		name string
		put  func() error
	}{
		{LayerWorker, mapUser},
		{LayerRoot, enterRoot},
		{LayerLimits, func() error { return setLimits(limits) }},
		{LayerPrivileges, forbidNewPrivileges},
		{LayerCapabilities, dropCapabilities},
		{LayerSeccomp, func() (err error) { s.Notify, err = installFilter(); return err }},
		{LayerSelfCheck, selfCheck},
	}
	for _, l := range layers {
		if err := l.put(); err != nil {
			return workerStatus{Failure: newFailure(l.name, err)}
		}
	}
	return s
}

// mapUser makes the worker user 0 of its own namespace, which is an ordinary
// user of the host. The process writes its own map: its parent, in a process
// namespace of its own, does not know it by the name that /proc has for it.
func mapUser() error {
	for _, m := range []struct{ file, line string }{
		{"/proc/self/setgroups", "deny"},
		{"/proc/self/uid_map", "0 0 1"},
		{"/proc/self/gid_map", "0 0 1"},
	} {
		if err := os.WriteFile(m.file, []byte(m.line), 0); err != nil {
			return err
		}
	}
	if err := unix.Sethostname([]byte("box")); err != nil {
		return fmt.Errorf("sethostname: %w", err)
	}
	return nil
}

// selfCheck tries from the inside what must fail now. It runs before any of
// the program is read, so its answers are the kernel's, not an attacker's.
// What the filter would hide, each layer has checked as it went on.
func selfCheck() error {
	root, err := os.ReadDir("/")
	if err != nil {
		return err
	}
	for _, e := range root {
		if e.Name() != "etc" && e.Name() != "tmp" {
			return fmt.Errorf("/%s of another file system is in sight", e.Name())
		}
	}
	// Only the filter forbids this harmless call.
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != unix.EPERM {
		return fmt.Errorf("sysinfo answered %v, so the filter is not in force", err)
	}
	return nil
}
