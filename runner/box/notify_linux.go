//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Every write to standard output or error is announced to the supervisor before
// it happens, by seccomp's user notification, seccomp_unotify(2). The worker
// waits for the answer, which is always to go on: this is observation, not
// policy, and reads nothing of the worker's memory. What one process printed
// before it caused another to print is thus known to have come first, however
// late the supervisor gets to read either pipe. The other calls that come this
// way are exit_group(2), for a last look at the listeners, _exit(2) of a
// thread, kill(2) and tgkill(2), see signals_linux.go, those of
// buffers_linux.go, and those by which a socket may come to wait for packets,
// see named_linux.go.

// notification is struct seccomp_notif.
type notification struct {
	ID    uint64
	PID   uint32
	Flags uint32
	Data  struct {
		Number             int32
		Architecture       uint32
		InstructionPointer uint64
		Arguments          [6]uint64
	}
}

// notificationAnswer is struct seccomp_notif_resp.
type notificationAnswer struct {
	ID    uint64
	Value int64
	Error int32
	Flags uint32
}

// An announcement is a write that was let go on, and whose bytes have not all
// been read yet; or something else that keeps its place among them: a report that
// is whole, or a call on a socket that has begun.
type announcement struct {
	from  source
	left  int
	at    time.Time
	whole *Report // in place of a write
	call  int     // in place of a write: the number of a call that has not ended yet
	tid   int     // … and the thread that makes it
}

// overdue is how long an announced write may keep what came after it waiting.
// One that fails, or is interrupted, never brings its bytes.
const overdue = 50 * time.Millisecond

// A call that waits for others must not keep waiting what they do. One that does not
// wait ends by itself, but on a busy machine its thread, or the tracer, may not get to it
// for long: as long as that thread is not asleep in the call it keeps its place, within reason.
const unscheduled = time.Second

// takeNotification lets a write go on and notes that it is coming.
func (b *Box) takeNotification(worker int) error {
	fd := b.workers[worker].notify
	var n notification
	if err := ioctl(fd, unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&n)); err != nil {
		if err == unix.ENOENT || err == unix.EINTR || err == unix.EAGAIN {
			return nil // the worker was killed while it waited, or a signal took the call back
		}
		return fmt.Errorf("box: notification: %w", err)
	}
	if err := b.takeTold(); err != nil {
		return err // what was on the wire before, or came of a call, may be why it writes
	}
	if b.workers[worker].signal != 0 {
		return nil // of which it dies
	}
	at := time.Now()
	answer := notificationAnswer{ID: n.ID, Flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	writes := n.Data.Number == unix.SYS_WRITE
	switch n.Data.Number {
	case unix.SYS_WRITE:
	case unix.SYS_EXIT_GROUP:
		return b.leave(leaving{worker, n.ID})
	case unix.SYS_KILL, unix.SYS_TGKILL:
		if signal := b.diesOf(worker, n); signal != 0 {
			return b.die(worker, signal, leaving{worker, n.ID})
		}
	case unix.SYS_EXIT:
		if first, err := b.endThread(worker, n, at); first || err != nil {
			return err
		}
	case unix.SYS_BIND, unix.SYS_CONNECT, unix.SYS_LISTEN, unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG:
		b.markNotified(worker, n)
	default:
		answer.Flags, answer.Error = 0, -int32(b.inPlace(worker, n, at))
	}
	if err := ioctl(fd, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&answer)); err != nil {
		if err == unix.ENOENT {
			return nil // taken back; it is announced again if it is made again
		}
		return fmt.Errorf("box: notification: %w", err)
	}
	if !writes {
		return nil
	}
	b.announce(source{worker, int(n.Data.Arguments[0]) - 1}, n.Data.Arguments[2], at)
	return nil
}

// waitsFor says that a call still waits for its answer, so that the number of its thread
// was that thread's until now. The number of one that was killed may be that of another process, whose
// memory is nobody's business: see seccomp_unotify(2).
func (b *Box) waitsFor(worker int, n notification) bool {
	return ioctl(b.workers[worker].notify, unix.SECCOMP_IOCTL_NOTIF_ID_VALID, unsafe.Pointer(&n.ID)) == nil
}

// endThread kills a worker whose first thread is about to end before the others,
// and says whether it is that thread. The kernel would show nothing more of what
// the others hold: /proc/PID/fd is empty then, and pidfd_getfd(2) finds nothing. Listeners
// would not be found, nor packets be told apart. A Go program never does this by
// itself: the runtime lets its first thread wait for ever. The call waits
// for its answer meanwhile, so the number is still this thread's, unless the worker was
// killed: whoever has the number then, it is the worker that is killed again.
func (b *Box) endThread(worker int, n notification, at time.Time) (first bool, err error) {
	pidfd, err := unix.PidfdOpen(int(n.PID), 0) // of a process, not of a thread
	switch err {
	case nil:
		unix.Close(pidfd)
	case unix.EMFILE, unix.ENFILE, unix.ENOMEM:
		return false, fmt.Errorf("box: pidfd_open: %w", err)
	default:
		return false, nil
	}
	b.coming = append(b.coming, announcement{at: at, whole: &Report{Worker: worker, At: at, FirstThread: true}})
	return true, b.kill(worker)
}

// kill ends a worker, which may have ended.
func (b *Box) kill(worker int) error {
	err := unix.PidfdSendSignal(b.workers[worker].process, unix.SIGKILL, nil, 0)
	if err != nil && err != unix.ESRCH {
		return fmt.Errorf("box: kill a worker: %w", err)
	}
	return nil
}

// leave keeps a worker that ends by itself until init has looked at what it
// listens to: a listener that nobody waited for might never be seen otherwise.
// Its other threads, which may ask for the same, end with the one that asked first.
func (b *Box) leave(l leaving) error {
	if b.workers[l.Worker].leaving {
		return nil
	}
	b.workers[l.Worker].leaving = true
	if err := send(b.control, command{Leave: &l}); err != nil {
		return fmt.Errorf("box: its init ended: %w", err)
	}
	return nil
}

// letLeave lets a worker end, now that init has looked. That it does is told before
// all that comes of it.
func (b *Box) letLeave(l leaving) error {
	if l.Worker < 0 || l.Worker >= len(b.workers) || b.workers[l.Worker].notify < 0 {
		return nil // it was killed meanwhile
	}
	at := time.Now()
	b.coming = append(b.coming, announcement{at: at, whole: &Report{Worker: l.Worker, At: at, Leaving: true}})
	if b.workers[l.Worker].signal != 0 {
		return b.kill(l.Worker)
	}
	answer := notificationAnswer{ID: l.Notification, Flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
	err := ioctl(b.workers[l.Worker].notify, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&answer))
	if err != nil && err != unix.ENOENT {
		return fmt.Errorf("box: notification: %w", err)
	}
	return nil
}

// maxWrite is what one write(2) transfers at most.
const maxWrite = 0x7ffff000

// announce notes a write that is coming. Its count is the worker's word: one
// that write(2) does not take, and one of nothing, bring nothing.
func (b *Box) announce(from source, count uint64, at time.Time) {
	if from.stream != 0 && from.stream != 1 || count == 0 || count > 1<<63-1 {
		return
	}
	b.coming = append(b.coming, announcement{from: from, left: int(min(count, maxWrite)), at: at})
}

// deliver turns what was read into reports, in the order of the announcements.
// Bytes that nobody announced (of a duplicate descriptor, say) are reported as
// they come.
func (b *Box) deliver() {
	for len(b.coming) > 0 {
		a := &b.coming[0]
		if a.whole != nil {
			b.pending = append(b.pending, *a.whole)
			b.coming = b.coming[1:]
			continue
		}
		if a.call != 0 {
			if b.endsSoon(a) {
				break // what comes later waits for it
			}
			b.coming = b.coming[1:]
			continue
		}
		stream := &b.workers[a.from.worker].streams[a.from.stream]
		if n := min(len(stream.read), a.left); n == a.left || n >= chunk {
			b.report(a.from, stream.take(n), a.at)
			a.left -= n
		}
		if a.left > 0 && !stream.ended() && time.Since(a.at) < overdue {
			break // what comes later waits for it
		}
		b.report(a.from, stream.take(min(a.left, len(stream.read))), a.at)
		b.coming = b.coming[1:]
	}
	for i := range b.workers {
		for s := range b.workers[i].streams {
			from := source{i, s}
			if stream := &b.workers[i].streams[s]; !b.announced(from) {
				b.report(from, stream.take(len(stream.read)), time.Now())
			}
			if stream := &b.workers[i].streams[s]; stream.stalled && len(stream.read) < maxUnreported {
				stream.stalled = false
				b.readAgain(from)
			}
		}
		b.reportExit(i)
	}
}

// endsSoon says that a call is to keep its place.
func (b *Box) endsSoon(a *announcement) bool {
	if b.workers[a.from.worker].tracer == nil {
		return false
	}
	since := time.Since(a.at)
	return since < overdue || since < unscheduled && !asleep(a.tid)
}

// asleep holds for a thread that waits for an event in the kernel.
func asleep(tid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", tid))
	return err == nil && bytes.HasPrefix(stat[bytes.LastIndexByte(stat, ')')+1:], []byte(" S"))
}

// chunk is how much of a long write is worth a report of its own.
const chunk = 4 << 10

func (b *Box) report(from source, bytes []byte, at time.Time) {
	if len(bytes) > 0 {
		b.pending = append(b.pending, Report{Worker: from.worker, At: at, Output: &Output{from.stream == 1, bytes}})
	}
}

func (b *Box) announced(from source) bool {
	for _, a := range b.coming {
		if a.whole == nil && a.call == 0 && a.from == from {
			return true
		}
	}
	return false
}

// waits says whether something that a worker did, or a packet that was sent
// before it ended, is not reported yet.
func (b *Box) waits(worker int, ended time.Time) bool {
	return slices.ContainsFunc(b.coming, func(a announcement) bool {
		if a.whole == nil {
			return a.call != 0 && a.from.worker == worker
		}
		return a.whole.Worker == worker || a.whole.Packet != nil && a.at.Before(ended)
	})
}

func ioctl(fd int, request uint, arg unsafe.Pointer) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(arg)); errno != 0 {
		return errno
	}
	return nil
}
