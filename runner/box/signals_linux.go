//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A worker is process 1 of its namespace. Such a process is spared every signal of its own
// that it does not handle, SIGKILL too, pid_namespaces(7), and a Go program that means to
// die of one would go on, or end with the status 2. The filter tells of the signals that
// a worker sends itself, and the supervisor ends it by those that would have ended it.

// ownSignalRule is for kill(2) and tgkill(2), by the argument that is the signal. What the
// runtime sends its threads all the time, to have one stop for another, is not told.
func ownSignalRule(argument int) []bpf.Instruction {
	itself := passIf(0, ^uint32(0), refuse(unix.EPERM), 1)
	return append(itself, onlyWith(argument, ^uint32(0), retTell, 0, uint32(unix.SIGURG))...)
}

// diesOf says whether the signal that a worker is about to send itself ends it: one that ends
// processes, and that this one does not handle. It is kept for the worker's exit.
func (b *Box) diesOf(worker int, n notification) bool {
	argument := 1
	if n.Data.Number == unix.SYS_TGKILL {
		argument = 2
	}
	signal, w := int(int32(n.Data.Arguments[argument])), &b.workers[worker]
	if !endsByDefault(signal) {
		return false
	}
	pid, err := pidOf(w.process)
	if err != nil || signal != int(unix.SIGKILL) && (hasSignal(pid, "SigCgt", signal) || hasSignal(pid, "SigIgn", signal)) {
		return false
	}
	if !w.leaving { // another thread may have ended it first
		w.signal = signal
	}
	return true
}

// endsByDefault holds for the signals whose disposition ends a process if nobody changes
// it: see signal(7).
func endsByDefault(signal int) bool {
	switch unix.Signal(signal) {
	case unix.SIGCHLD, unix.SIGCONT, unix.SIGURG, unix.SIGWINCH, unix.SIGSTOP, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU:
		return false
	}
	const last = 64
	return signal > 0 && signal <= last
}

// hasSignal says whether a process has a signal in one of the sets that proc_pid_status(5)
// shows; it has all of them if that is not to be seen, so that nothing is done for it.
func hasSignal(pid int, set string, signal int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return true
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, set+":"); ok {
			mask, err := strconv.ParseUint(strings.TrimSpace(text), 16, 64)
			return err != nil || mask&(1<<(signal-1)) != 0
		}
	}
	return true
}
