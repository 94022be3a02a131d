//go:build linux && (amd64 || arm64)

package box

import (
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Whoever looks now and then sees a listener late, and a program may have said that it listens,
// or have sent itself a packet, by then. So the supervisor is told of a socket that is
// about to be bound, or to listen, and asks the kernel again whenever anything is told,
// by the filter, a tracer, init or the loopback: that it waits stands before all that
// came after it.

// A namedSocket is one that a worker was about to bind, or to have listen.
type namedSocket struct {
	process, worker, fd int
	since               time.Time
}

const (
	maxNamed   = 8           // such sockets, of a worker: whenever anything is told, each is asked
	nameWithin = time.Second // how long the call may take, on a busy machine; one that fails leaves nothing to be seen
)

// naming are the calls after which a socket may wait for packets.
var naming = []call{"bind", "listen"}

// nameRules has the supervisor told before a socket may begin to wait for packets.
func nameRules(all []rule) []rule { return toldOf(all, naming) }

// name notes that a worker is about to have a socket bound, or listen.
func (q *queue) name(n namedSocket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tellNamed(n.since)
	q.named = slices.DeleteFunc(q.named, func(m namedSocket) bool { return m.worker == n.worker && m.fd == n.fd })
	q.named = append(q.named, n)
	q.forgetNamed(n.worker)
	q.asked = n.since
}

// forgetNamed keeps to maxNamed of a worker, the latest. What it forgets init sees when it looks.
// The queue is locked.
func (q *queue) forgetNamed(worker int) {
	own := 0
	for _, n := range q.named {
		if n.worker == worker {
			own++
		}
	}
	if own > maxNamed {
		first := slices.IndexFunc(q.named, func(n namedSocket) bool { return n.worker == worker })
		q.named = slices.Delete(q.named, first, first+1)
	}
}

// tellNamed has the sockets told that are seen to wait for packets. The queue is locked.
func (q *queue) tellNamed(at time.Time) {
	if len(q.named) == 0 {
		return
	}
	q.asked = time.Now()
	left := q.named[:0]
	for _, n := range q.named {
		l, there := n.listening()
		switch {
		case l != nil:
			q.waits = q.asked
			q.tellListening(n.worker, l, at)
		case there && time.Since(n.since) < nameWithin:
			left = append(left, n)
		}
	}
	q.named = left
}

// listening is what init would see of the socket; nil if that is nothing, yet. It
// also says whether there is a socket.
func (n namedSocket) listening() (l *Listening, there bool) {
	withCopy(n.process, n.fd, func(s int) { l, there = listening(s) })
	return l, there
}

// listening is that of a copy of the socket.
func listening(s int) (l *Listening, there bool) {
	var stat unix.Stat_t
	if unix.Fstat(s, &stat) != nil {
		return nil, true
	}
	l = &Listening{Inode: strconv.FormatUint(stat.Ino, 10)}
	local, ok := localAddress(s)
	if !ok {
		l.Network = "unix"
		if l.Address, ok = unixListening(s); !ok {
			return nil, true
		}
		return l, true
	}
	l.Network, l.Address = "udp", local.String()
	kind, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_TYPE)
	if err == nil && kind == unix.SOCK_DGRAM {
		_, err := unix.Getpeername(s)
		if err == nil || local.Port() >= FirstEphemeralPort {
			return nil, false // a client's, see parseUDP
		}
		return l, true
	}
	l.Network = "tcp"
	if listens, _ := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_ACCEPTCONN); listens == 0 {
		return nil, true
	}
	return l, true
}

// tellListening has a socket told that is known to wait for packets, if that is news. Of
// one worker's no more than maxListeners are, and that there are more is told once.
// The queue is locked.
func (q *queue) tellListening(worker int, l *Listening, at time.Time) {
	if q.heard == nil {
		q.heard, q.waiting = map[string]bool{}, map[int]int{}
	}
	if q.heard[l.Inode] || q.waiting[worker] > maxListeners {
		return
	}
	q.heard[l.Inode] = true
	q.waiting[worker]++
	r := &Report{Worker: worker, At: at, Listening: l}
	if q.waiting[worker] > maxListeners {
		r.Listening, r.MoreListeners = nil, maxListeners
	}
	q.all = append(q.all, told{at: at, report: r})
}

// found has told what init has found, and that it has, which is often later. A process that
// waits until this worker listens waits for that: who listens in many places at once
// has mostly come to the last by then.
func (q *queue) found(worker int, l *Listening) {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := time.Now()
	q.tellListening(worker, l, at)
	q.all = append(q.all, told{at: at, report: &Report{Worker: worker, At: at, Found: true}})
}
