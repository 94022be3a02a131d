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
// the socket with the worker's number; what a listener accepts has its mark.
// Marks need a capability over the box's network, which the supervisor has and
// no worker.
//
// The kernel puts a packet into the packet socket before anybody can act on it.
// So if the supervisor reads all that is there whenever it is told of something,
// what it has read came before that, and what it reads later did not cause it.

// What is captured of one box. Beyond maxCaptured bytes only the headers of a
// packet are kept, so that the end of a long exchange is still seen.
const (
	MaxPackets  = 10_000
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
	from    *wire.Capture
	start   time.Time
	packets int
	bytes   int
	over    bool // there was one more than MaxPackets
	dropped int  // for which the kernel had no room
}

// open fetches the packet socket, which init has as that descriptor.
func (c *capture) open(pidfd, fd int) error {
	copied, err := fetch(pidfd, fd)
	if err != nil {
		return fmt.Errorf("packet socket: %w", err)
	}
	// It is read when this package's own loop finds it ready.
	if err := unix.SetNonblock(copied, false); err != nil {
		unix.Close(copied)
		return fmt.Errorf("packet socket: %w", err)
	}
	c.file, c.start = os.NewFile(uintptr(copied), "packet socket"), time.Now()
	c.from, err = wire.NewCapture(c.file, c.start)
	return err
}

func (c *capture) close() {
	if c.file != nil {
		c.file.Close()
		c.file = nil
	}
}

// takePackets puts all packets that were captured by now in line. There is an
// end to them: those of a box are bounded.
func (b *Box) takePackets() error {
	for b.capture.file != nil {
		f, ok, err := b.capture.from.Ready()
		if err != nil {
			return fmt.Errorf("box: %w", err)
		}
		if !ok {
			return nil
		}
		b.takePacket(f)
	}
	return nil
}

func (b *Box) takePacket(f wire.Frame) {
	c := &b.capture
	if c.packets == MaxPackets {
		c.over = true
		c.count()
		c.close() // also takes it from epoll; init's copy fills, and then the kernel drops
		return
	}
	c.packets++
	if c.bytes+len(f.Data) > maxCaptured {
		f.Data = f.Data[:min(len(f.Data), headers)]
	}
	c.bytes += len(f.Data)
	f.Data = slices.Clone(f.Data) // it was the capture's
	sender := int(f.Mark) - 1
	if sender < 0 || sender >= len(b.workers) {
		sender = NoWorker
	}
	b.coming = append(b.coming, announcement{
		at: c.start.Add(f.Time), packet: &Packet{Sender: sender, Frame: f},
	})
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
	b.capture.count()
	return b.capture.over, b.capture.dropped
}

// mark marks the socket that a worker is about to use with the worker's number,
// and tells if that is to listen: the first packet may come before init, which
// looks now and then, has seen it. What is no socket is not marked, and what the worker does with it will fail.
func (b *Box) mark(worker int, n notification) {
	s, err := unix.PidfdGetfd(b.workers[worker].process, int(int32(n.Data.Arguments[0])), 0)
	if err != nil {
		return
	}
	defer unix.Close(s)
	unix.SetsockoptInt(s, unix.SOL_SOCKET, unix.SO_MARK, worker+1)
	if n.Data.Number != unix.SYS_LISTEN {
		return
	}
	if local, ok := localAddress(s); ok {
		b.pending = append(b.pending, Report{Worker: worker, At: time.Now(), Listens: &Listening{"tcp", local.String()}})
	}
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

// captureRules has the supervisor told before a socket gets an address of its
// own, or names the other end of a datagram, by which it gets one.
func captureRules(all []rule) []rule {
	told := []call{"bind", "connect", "listen", "sendto"}
	all = slices.DeleteFunc(all, func(r rule) bool { return slices.Contains(told, r.call) })
	for _, c := range told[:3] {
		all = append(all, rule{c, answer(retTell)})
	}
	return append(all, rule{"sendto", tellIfGiven(4)})
}
