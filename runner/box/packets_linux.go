//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner/wire"
)

// A box whose packets are captured has a packet socket, packet(7), on its
// loopback. Init opens it when all workers stand, so that none can inherit it,
// and the supervisor fetches it. Whose a packet is stands in its mark: before a
// worker's socket gets its address, the filter tells the supervisor, which marks
// the socket with the worker's number; what a listener accepts has its mark. A
// worker that is traced is stopped then anyway, and its tracer marks.
// Marks need a capability over the box's network, which the supervisor has and
// no worker.
//
// The kernel puts a packet into the packet socket before anybody can act on it.
// So if all that is there is read whenever something is told, by the filter, by
// init or by a tracer, what was read came before that, and what is read later did
// not cause it.

// What is captured of one box, of MaxPackets. Beyond maxCaptured bytes only the headers of a
// packet are kept, so that the end of a long exchange is still seen.
const (
	maxCaptured = 8 << 20
	headers     = 128
)

// openPacketSocket opens it in init, and returns its descriptor.
func openPacketSocket() (int, error) {
	s, err := wire.OpenSocket()
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return unix.FcntlInt(s.Fd(), unix.F_DUPFD_CLOEXEC, 0)
}

// A capture is the supervisor's side of the packet socket.
type capture struct {
	file    *os.File // nil if nothing is captured
	workers int      // how many there are
	from    *wire.Capture
	start   time.Time
	packets int
	told    int // on a link, the number there of the last that was told
	bytes   int
	over    bool // there was one more than MaxPackets
	untold  bool // there is a link, and nobody wants to know what it carries
	dropped int  // for which the kernel had no room
}

// open fetches the packet socket, which init has as that descriptor.
func (c *capture) open(pidfd, fd, workers int) (err error) {
	c.workers, c.start = workers, time.Now()
	c.file, c.from, err = fetchCapture(pidfd, fd, c.start)
	return err
}

// fetchCapture fetches a packet socket, and captures from it.
func fetchCapture(pidfd, fd int, start time.Time) (*os.File, *wire.Capture, error) {
	copied, err := fetch(pidfd, fd)
	if err != nil {
		return nil, nil, fmt.Errorf("packet socket: %w", err)
	}
	// It is read when this package's own loop finds it ready.
	if err := unix.SetNonblock(copied, false); err != nil {
		unix.Close(copied)
		return nil, nil, fmt.Errorf("packet socket: %w", err)
	}
	f := os.NewFile(uintptr(copied), "packet socket")
	c, err := wire.NewCapture(f, start)
	return f, c, err
}

func (c *capture) close() {
	if c.file != nil {
		c.file.Close()
		c.file = nil
	}
}

// readPackets puts all packets that were captured by now into the queue, which is
// locked. There is an end to them: those of a box are bounded.
func (q *queue) readPackets() error {
	if q.link != nil {
		before := q.link.sent
		err := q.readLink()
		if q.link.sent > before {
			ringBell(q.link.wake) // it is to be carried
		}
		return err
	}
	for q.capture.file != nil {
		f, ok, err := q.capture.from.Ready()
		if err != nil {
			return fmt.Errorf("box: %w", err)
		}
		if !ok {
			return nil
		}
		q.takePacket(f, 0)
	}
	return nil
}

// takePacket has a packet told that a host has sent.
func (q *queue) takePacket(f wire.Frame, host int) {
	c := &q.capture
	if c.over || c.untold {
		return
	}
	if c.packets == MaxPackets {
		c.over = true
		c.count()
		c.close() // also takes it from epoll; init's copy fills, and then the kernel drops
		return
	}
	c.packets++
	c.told = max(c.told, f.Sent)
	if c.bytes+len(f.Data) > maxCaptured {
		f.Data = f.Data[:min(len(f.Data), headers)]
	}
	c.bytes += len(f.Data)
	f.Data = slices.Clone(f.Data) // it was the capture's
	sender := int(f.Mark) - 1
	if sender < 0 || sender >= c.workers {
		sender = NoWorker
	}
	at := c.start.Add(f.Time)
	q.tellNamed(at)
	q.all = append(q.all, told{at: at, report: &Report{Worker: sender, At: at, Packet: &Packet{Sender: sender, Host: host, Frame: f}}})
}

// count adds up what the kernel dropped.
func (c *capture) count() {
	if c.file != nil {
		if n, err := c.from.Dropped(); err == nil {
			c.dropped += n
		}
	}
}

// Missed returns what was not captured: whether there were more packets than
// MaxPackets, and how many the kernel had no room for before.
func (b *Box) Missed() (over bool, dropped int) {
	b.told.mu.Lock()
	defer b.told.mu.Unlock()
	b.told.capture.count()
	b.told.countLink()
	return b.told.capture.over, b.told.capture.dropped
}

// markNotified marks the socket of a call that the filter tells of.
func (b *Box) markNotified(worker int, n notification) {
	c := call("")
	switch n.Data.Number {
	case unix.SYS_BIND:
		c = "bind"
	case unix.SYS_LISTEN:
		c = "listen"
	}
	w := &b.workers[worker]
	if l := w.listens.mark(&b.told, w.process, worker, n.Data.Arguments[0], c); l != nil {
		b.pending = append(b.pending, Report{Worker: worker, At: time.Now(), Listens: l})
	}
}

// A marker marks a worker's sockets where packets are captured, and counts how often it
// was told where one is about to listen: a worker can say so without end, and no more than
// maxListeners times it is.
type marker struct {
	marks bool
	told  int
}

// wants says whether mark has to be called before that call.
func (m *marker) wants(c call) bool {
	return slices.Contains(naming, c) || m.marks && slices.Contains(addressing, c)
}

// mark marks the socket that a worker is about to use, by that call, with the worker's
// number. If that is to listen, it returns where, for a while: so its packets are known as the worker's.
// What is no socket is not marked, and what the worker does with it will fail.
func (m *marker) mark(q *queue, process, worker int, fd uint64, c call) *Listening {
	var kind int
	var local netip.AddrPort
	bound := false
	withCopy(process, int(int32(fd)), func(s int) {
		if m.marks {
			unix.SetsockoptInt(s, unix.SOL_SOCKET, unix.SO_MARK, worker+1)
		}
		kind, _ = unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_TYPE)
		local, bound = localAddress(s)
	})
	if kind == 0 || c != "listen" && (c != "bind" || kind != unix.SOCK_DGRAM) {
		return nil
	}
	q.name(namedSocket{process, worker, int(int32(fd)), time.Now()})
	if !m.marks || c != "listen" || m.told == maxListeners || !bound {
		return nil
	}
	m.told++
	return &Listening{Network: "tcp", Address: local.String()}
}

// localAddress is that of an IP socket that is bound.
func localAddress(s int) (netip.AddrPort, bool) {
	address, err := unix.Getsockname(s)
	if err != nil {
		return netip.AddrPort{}, false
	}
	switch a := address.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)), a.Port != 0
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port)), a.Port != 0
	}
	return netip.AddrPort{}, false
}

// addressing are the calls before which a socket is marked, the last one where
// it names an address. Whether those of messages do is in memory, out of the filter's sight.
var addressing = []call{"bind", "connect", "listen", "sendmsg", "sendmmsg", "sendto"}

// captureRules has the supervisor told before a socket gets an address of its
// own, or names the other end of a datagram, by which it gets one.
func captureRules(all []rule) []rule {
	return toldOf(all, addressing)
}

// toldOf has the supervisor told of these calls.
func toldOf(all []rule, calls []call) []rule {
	all = slices.DeleteFunc(all, func(r rule) bool { return slices.Contains(calls, r.call) })
	for _, c := range calls {
		then := answer(retTell)
		if c == "sendto" {
			then = tellIfGiven(4)
		}
		all = append(all, rule{c, then})
	}
	return all
}
