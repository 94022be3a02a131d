//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unsafe"

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

// diesOf is the signal that a worker is about to send itself if it ends it, and 0 otherwise: it
// is one that ends processes, this one does not handle it, and has the thread that is to get it.
func (b *Box) diesOf(worker int, n notification) int {
	argument, thread := 1, 0
	if n.Data.Number == unix.SYS_TGKILL {
		argument, thread = 2, int(int32(n.Data.Arguments[1]))
	}
	signal := int(int32(n.Data.Arguments[argument]))
	if !endsByDefault(signal) {
		return 0
	}
	if givesUp(int(n.PID), signal) {
		return signal
	}
	pid, err := pidOf(b.workers[worker].process)
	switch {
	case err != nil,
		signal != int(unix.SIGKILL) && hasSignal(pid, signal, "SigCgt", "SigIgn"),
		n.Data.Number == unix.SYS_TGKILL && !hasThread(pid, int(n.PID), thread):
		return 0
	}
	return signal
}

// givesUp says whether a thread sends a signal from the Go runtime's handler, where all are
// blocked but for the one by which the runtime now means to end its process: it sends that
// twice, and resets the handler only in between, while others go on.
func givesUp(thread, signal int) bool {
	mask, err := strconv.ParseUint(statusOf(fmt.Sprint(thread), "SigBlk"), 16, 64)
	const never = 1<<(unix.SIGKILL-1) | 1<<(unix.SIGSTOP-1)
	return err == nil && mask|never == ^uint64(1<<(signal-1))
}

// die ends a worker by its own signal, when init has looked at what it listens to. What its
// other threads ask for by then is not answered: elsewhere they were dead, and printed nothing.
func (b *Box) die(worker, signal int, l leaving) error {
	w := &b.workers[worker]
	if !w.leaving { // another thread may have ended it first
		w.signal = signal
	}
	return b.leave(l)
}

// heedSignals has what the process ignores be as it is by default, for those that it starts: a
// supervisor that nohup(1) or a shell's & has started ignores SIGHUP or SIGINT, execve(2) hands
// that on, and a Go program that begins so goes on ignoring them.
func heedSignals() {
	type disposition [4]uint64 // struct sigaction of the kernel; its first word is the handler
	const ignored, sets = 1, 8
	for s := uintptr(1); s <= lastSignal; s++ {
		was, byDefault := new(disposition), new(disposition)
		unix.RawSyscall6(unix.SYS_RT_SIGACTION, s, 0, uintptr(unsafe.Pointer(was)), sets, 0, 0)
		if was[0] == ignored {
			unix.RawSyscall6(unix.SYS_RT_SIGACTION, s, uintptr(unsafe.Pointer(byDefault)), 0, sets, 0, 0)
		}
	}
}

// endsByDefault holds for the signals whose disposition ends a process if nobody changes
// it: see signal(7).
func endsByDefault(signal int) bool {
	switch unix.Signal(signal) {
	case unix.SIGCHLD, unix.SIGCONT, unix.SIGURG, unix.SIGWINCH, unix.SIGSTOP, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU:
		return false
	}
	return signal > 0 && signal <= lastSignal
}

const lastSignal = 64

// hasSignal says whether a process has a signal in one of the sets that proc_pid_status(5)
// shows; it has all of them if that is not to be seen, so that nothing is done for it.
func hasSignal(pid, signal int, sets ...string) bool {
	for _, set := range sets {
		mask, err := strconv.ParseUint(statusOf(fmt.Sprint(pid), set), 16, 64)
		if err != nil || mask&(1<<(signal-1)) != 0 {
			return true
		}
	}
	return false
}

// hasThread says whether a process has a thread that itself knows by that number. The one
// that asks is known by its number here, and is most often the one.
func hasThread(pid, asks, thread int) bool {
	is := func(task string) bool {
		numbers := strings.Fields(statusOf(task, "NSpid"))
		return len(numbers) > 0 && numbers[len(numbers)-1] == fmt.Sprint(thread)
	}
	if is(fmt.Sprint(asks)) {
		return true
	}
	tasks, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid)) // none if it has ended
	return slices.ContainsFunc(tasks, func(t os.DirEntry) bool { return is(t.Name()) })
}

// statusOf is what proc_pid_status(5) says of one thing; empty if it says nothing.
func statusOf(task, field string) string {
	status, _ := os.ReadFile("/proc/" + task + "/status")
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, field+":"); ok {
			return strings.TrimSpace(text)
		}
	}
	return ""
}
