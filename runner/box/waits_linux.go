//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"

	"bothends/runner/strace"
)

// Where [Worker.Waits] asks for it, the tracer says that a call on a socket is going
// to wait: before it is made, as it stands still then, by a look at whether the socket has
// what it wants; and of a socket that is not to block, when it has answered so. It
// says that of calls that wait for something to come or to be taken, not of connect(2),
// of which nobody can know, nor of calls that wait for several sockets at once.

// waitingCalls are those calls, each with what it waits for.
var waitingCalls = map[string]int16{
	"accept": unix.POLLIN, "accept4": unix.POLLIN,
	"read": unix.POLLIN, "readv": unix.POLLIN, "recvfrom": unix.POLLIN, "recvmsg": unix.POLLIN, "recvmmsg": unix.POLLIN,
	"write": unix.POLLOUT, "writev": unix.POLLOUT, "sendto": unix.POLLOUT, "sendmsg": unix.POLLOUT, "sendmmsg": unix.POLLOUT, "sendfile": unix.POLLOUT,
}

// flagArgument is that of a call's flags, for calls that have some.
var flagArgument = map[string]int{"recvfrom": 3, "recvmsg": 2, "recvmmsg": 3, "sendto": 3, "sendmsg": 2, "sendmmsg": 3}

// waiting is the call of a thread, if that is going to wait.
func (t *tracer) waiting(name string, args [6]uint64) *Waiting {
	events, ok := waitingCalls[name]
	if i, flags := flagArgument[name]; flags && args[i]&unix.MSG_DONTWAIT != 0 || !ok || !t.waits {
		return nil
	}
	w := &Waiting{Call: name, FD: int(int32(args[0])), events: events}
	if blocks, ready := w.look(t.process); !blocks || ready {
		return nil
	}
	return w
}

// refused is a call that its socket, which is not to block, had nothing for: whoever
// made it waits by other means, such as the Go runtime's poller.
func (t *tracer) refused(c strace.Call, result int64) *Waiting {
	events := waitingCalls[c.Name]
	if !t.waits || result != -int64(unix.EAGAIN) || events == 0 {
		return nil
	}
	w := &Waiting{Call: c.Name, FD: c.FD, events: events}
	if blocks, ready := w.look(t.process); blocks || ready {
		return nil
	}
	return w
}

// look says whether the socket may keep a thread waiting, and whether it has now what
// the call wants.
func (w *Waiting) look(process int) (blocks, ready bool) {
	withCopy(process, w.FD, func(s int) {
		flags, err := unix.FcntlInt(uintptr(s), unix.F_GETFL, 0)
		if err != nil {
			return
		}
		now, err := pollNow(s, w.events)
		blocks, ready = flags&unix.O_NONBLOCK == 0, err != nil || now != 0
	})
	return blocks, ready
}

// pollNow says what a descriptor has now. poll(2) that is not to wait gives EINTR all the same,
// and of our threads each may get a signal at any time.
func pollNow(fd int, events int16) (now int16, err error) {
	poll := []unix.PollFd{{Fd: int32(fd), Events: events}}
	for err = unix.EINTR; err == unix.EINTR; {
		_, err = unix.Poll(poll, 0)
	}
	return poll[0].Revents, err
}

// tellWaits tells that a thread waits.
func (t *tracer) tellWaits(w *Waiting, at told) {
	at.worker, at.report = t.worker, &Report{Worker: t.worker, At: at.at, Waits: w}
	t.tell(at)
}

// StillWaits says whether a worker waits in the call that was reported, and does nothing
// else: its socket has nothing for it, and all of its threads are asleep.
func (b *Box) StillWaits(i int, w *Waiting) bool {
	p := &b.workers[i]
	if p.exit != nil || p.process < 0 {
		return false
	}
	if _, ready := w.look(p.process); ready {
		return false
	}
	pid, err := pidOf(p.process)
	if err != nil {
		return false
	}
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	return err == nil && !slices.ContainsFunc(tasks, func(task os.DirEntry) bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/stat", pid, task.Name()))
		state := stat[bytes.LastIndexByte(stat, ')')+1:]
		return err == nil && !bytes.HasPrefix(state, []byte(" S"))
	})
}
