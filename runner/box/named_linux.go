//go:build linux && (amd64 || arm64)

package box

import (
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Init looks for listeners now and then, and a program that is its own client may
// have sent a packet by then. So of a socket that is about to be bound, or to listen,
// the kernel is asked again when a packet comes: what waits for it stands before it.

// A namedSocket is one that a worker was about to bind, or to have listen.
type namedSocket struct {
	process, worker, fd int
	since               time.Time
}

const (
	maxNamed = 64                     // such sockets, of a box
	naming   = 100 * time.Millisecond // how long the call may take; one that fails leaves nothing to be seen
)

// tellNamed has the sockets told that are seen to wait for packets. The queue is locked.
func (q *queue) tellNamed(at time.Time) {
	if len(q.named) == 0 {
		return
	}
	left := q.named[:0]
	for _, n := range q.named {
		l, there := n.listening()
		switch {
		case l != nil:
			if q.hear(l.Inode) {
				q.all = append(q.all, told{at: at, report: &Report{Worker: n.worker, At: at, Listening: l}})
			}
		case there && time.Since(n.since) < naming:
			left = append(left, n)
		}
	}
	q.named = left
}

// listening is what init would see of the socket; nil if that is nothing, yet. It
// also says whether there is a socket.
func (n namedSocket) listening() (l *Listening, there bool) {
	s, err := unix.PidfdGetfd(n.process, n.fd, 0)
	if err != nil {
		return nil, false
	}
	defer release(s)
	kind, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil {
		return nil, false
	}
	var stat unix.Stat_t
	local, ok := localAddress(s)
	if !ok || unix.Fstat(s, &stat) != nil {
		return nil, true
	}
	l = &Listening{Network: "udp", Address: local.String(), Inode: strconv.FormatUint(stat.Ino, 10)}
	if kind == unix.SOCK_DGRAM {
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

// hear notes that a socket is known to wait for packets, and says whether that is news.
// The queue is locked.
func (q *queue) hear(inode string) bool {
	if q.heard[inode] {
		return false
	}
	if q.heard == nil {
		q.heard = map[string]bool{}
	}
	q.heard[inode] = true
	return true
}

// isNews is hear, of what init has seen.
func (q *queue) isNews(inode string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.hear(inode)
}
