//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner/link"
	"bothends/runner/wire"
)

// This is the supervisor's side of a link; init's, which makes the hosts, is
// link_linux.go. A goroutine of the supervisor reads what each host sends, asks
// the [link.Line] what becomes of it and when, and puts it in at the other host.
// Of a packet nothing is believed but its length and, to count it, its headers.
//
// What is captured is the same: each packet as its host sent it, with the address
// of the Ethernet device that it is for written in. It is told before it is
// handed on, so it comes before all that it causes, as on the loopback. The
// loopbacks of both hosts are captured beside it, and all is sorted by its time.
//
// While packets are under way nobody is stopped who may be waiting for them:
// what is to be done when the line is empty waits here.

// A carrier carries the packets of a link. The queue's lock guards it.
type carrier struct {
	line  *link.Line
	taps  []tap
	into  [link.Hosts]int
	sent  int // packets that were given to the line
	taken int // of them, that it carries
	wake  int // eventfd: look again, or end
	ended bool
	empty []func() // to be called when the line is empty
	gone  sync.WaitGroup
}

// A tap is a packet socket from which a carrier reads.
type tap struct {
	host     int
	loopback bool
	file     *os.File
	from     *wire.Capture
}

// A sent frame is one that was read, with its host.
type sentFrame struct {
	wire.Frame
	host int
}

// openLink fetches the packet sockets, which init has as those descriptors.
func (b *Box) openLink(s link.Spec, sockets linkSockets) (err error) {
	c := &b.told.capture
	c.workers, c.start = len(b.workers), time.Now()
	k := &carrier{line: link.New(s), into: [link.Hosts]int{-1, -1}, wake: -1}
	b.told.link = k
	open := func(fd, host int, loopback bool) {
		if err != nil || fd == 0 {
			return
		}
		t := tap{host: host, loopback: loopback}
		if t.file, t.from, err = fetchCapture(b.pidfd, fd, c.start); err == nil {
			k.taps = append(k.taps, t)
		}
	}
	for host := range link.Hosts {
		open(sockets.Loopback[host], host, true)
		open(sockets.From[host], host, false)
		if err == nil {
			k.into[host], err = fetch(b.pidfd, sockets.Into[host])
		}
	}
	if err == nil {
		k.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	}
	if err == nil && b.told.bell < 0 {
		b.told.bell, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	}
	return err
}

// carry begins to carry packets.
func (b *Box) carry(captured bool) {
	q := &b.told
	q.capture.untold = !captured
	q.link.gone.Go(func() {
		defer func() {
			if fault := recover(); fault != nil {
				q.recovered("link", fault) // nothing is carried any more
			}
		}()
		for q.carryOn() {
		}
	})
}

// carryOn waits until there is something to carry, or to hand over, and does so.
// It reports false at the end.
func (q *queue) carryOn() bool {
	polled, timeout, ring := q.carryNow()
	if ring {
		ringBell(q.bell)
	}
	if polled == nil {
		return false
	}
	if _, err := unix.Ppoll(polled, timeout, nil); err != nil && err != unix.EINTR {
		return false // cannot happen; the run then ends at its limit
	}
	if polled[0].Revents != 0 {
		var count [8]byte
		unix.Read(int(polled[0].Fd), count[:])
	}
	return true
}

// carryNow does what there is to do now. It returns what to wait for next, nothing at
// the end, and how long; and whether there is something to be told.
func (q *queue) carryNow() (polled []unix.PollFd, timeout *unix.Timespec, ring bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := q.link
	err := q.readLink()
	delivered := 0
	if err == nil {
		delivered, err = q.deliver()
	}
	if err != nil {
		q.err, k.ended = cmp.Or(q.err, err), true
	}
	next, waiting := k.line.Next()
	ring = len(q.all) > 0 || q.err != nil
	if !waiting && delivered == 0 { // what has just arrived may have its answer already
		for _, f := range k.empty {
			f()
		}
		k.empty = nil
	}
	if k.ended {
		return nil, nil, ring
	}
	switch {
	case delivered > 0:
		timeout = new(unix.Timespec)
	case waiting:
		t := unix.NsecToTimespec(max(0, int64(time.Until(next))))
		timeout = &t
	}
	return q.polled(), timeout, ring
}

// reads says whether what comes from a tap is still looked at: not, when the
// line is cut, or when there are more packets than are captured. So what programs send is
// nobody's work for ever.
func (q *queue) reads(t *tap) bool {
	if t.loopback {
		return !q.capture.over
	}
	return !q.link.line.Cut()
}

// polled are the descriptors that a carrier waits for.
func (q *queue) polled() []unix.PollFd {
	all := []unix.PollFd{{Fd: int32(q.link.wake), Events: unix.POLLIN}}
	for i := range q.link.taps {
		if t := &q.link.taps[i]; q.reads(t) {
			all = append(all, unix.PollFd{Fd: int32(t.file.Fd()), Events: unix.POLLIN})
		}
	}
	return all
}

// perTurn is more frames than a packet socket's buffer holds: so many are read of
// one at a time, lest a flood keep the run from all else.
const perTurn = 10_000

// readLink takes everything that the hosts have sent by now: what is on the
// loopback to be told, what is for the other host to be told and carried.
func (q *queue) readLink() error {
	var all []sentFrame
	for i := range q.link.taps {
		t := &q.link.taps[i]
		for n := 0; n < perTurn && q.reads(t); n++ {
			f, ok, err := t.from.Ready()
			if err != nil {
				return fmt.Errorf("box: %w", err)
			}
			if !ok {
				break
			}
			f.Data = slices.Clone(f.Data) // it was the capture's
			if t.loopback || q.link.send(t.host, &f, q.capture.start.Add(f.Time)) {
				all = append(all, sentFrame{f, t.host})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sentFrame) int { return cmp.Compare(a.Time, b.Time) })
	for _, f := range all {
		q.takePacket(f.Frame, f.host)
	}
	return nil
}

// send gives a frame to the line, and says whether that carries such frames. The
// sender wrote its own address where that of the receiver belongs.
func (k *carrier) send(host int, f *wire.Frame, at time.Time) bool {
	if own := hostMAC(host); bytes.HasPrefix(f.Data, own[:]) {
		to := hostMAC(1 - host)
		copy(f.Data, to[:])
	}
	fate := k.line.Send(host, at, f.Data)
	f.Lost, f.Doubled, f.Overtaken = fate == link.Lost, fate == link.Doubled, fate == link.Overtaken
	k.sent++
	f.Sent = k.sent
	if fate == link.Ignored {
		return false
	}
	k.taken++
	return true
}

// deliver puts what has arrived by now into the hosts, and has that told of packets
// that were. What there is no room for, or what their devices do not take, is lost,
// as in any host.
func (q *queue) deliver() (n int, err error) {
	for _, a := range q.link.line.Take(time.Now()) {
		n++
		if now := time.Now(); a.Count <= q.capture.told {
			q.all = append(q.all, told{at: now, report: &Report{Worker: NoWorker, At: now, Arrived: &Arrived{a.Count, 1 - a.To}}})
		}
		_, err := unix.Write(q.link.into[a.To], a.Frame)
		switch err {
		case nil, unix.EAGAIN, unix.EINTR, unix.ENOBUFS, unix.EMSGSIZE, unix.EINVAL:
		default:
			return n, fmt.Errorf("box: link: %w", err)
		}
	}
	return n, nil
}

// countLink adds up what the kernel dropped of what the hosts sent.
func (q *queue) countLink() {
	if q.link == nil {
		return
	}
	for _, t := range q.link.taps {
		if n, err := t.from.Dropped(); err == nil {
			q.capture.dropped += n
		}
	}
}

// LinkCut says whether the link was cut, as it had carried [link.MaxCarried] packets.
func (b *Box) LinkCut() bool {
	b.told.mu.Lock()
	defer b.told.mu.Unlock()
	return b.told.link != nil && b.told.link.line.Cut()
}

// LinkUnused says whether there is a link, over which nobody has sent anything.
func (b *Box) LinkUnused() bool {
	b.told.mu.Lock()
	defer b.told.mu.Unlock()
	return b.told.link != nil && b.told.link.taken == 0
}

// whenDelivered sends init a command, if there is a link as soon as nothing is
// under way on it.
func (b *Box) whenDelivered(c command) error {
	q := &b.told
	if q.link == nil {
		return send(b.control, c)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.link.empty = append(q.link.empty, func() {
		if err := send(b.control, c); err != nil {
			q.err = cmp.Or(q.err, err)
		}
	})
	ringBell(q.link.wake)
	return q.err
}

// takeSettled handles that init found nothing left to be delivered: what the line
// has still to carry, such as the last acknowledgement, comes before the report.
func (b *Box) takeSettled() error {
	q := &b.told
	report := func() {
		now := time.Now()
		q.all = append(q.all, told{at: now, report: &Report{Settled: true, At: now}})
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.link == nil {
		report()
		ringBell(q.bell)
		return nil
	}
	q.link.empty = append(q.link.empty, func() { report(); ringBell(q.bell) })
	ringBell(q.link.wake)
	return nil
}

// closeLink ends the carrier.
func (q *queue) closeLink() {
	if q.link == nil {
		return
	}
	q.mu.Lock()
	q.link.ended = true
	q.mu.Unlock()
	ringBell(q.link.wake)
	q.link.gone.Wait()
	// Whoever closes a packet socket waits until no processor is in it any more:
	// some milliseconds, which all of them can take together.
	var closing sync.WaitGroup
	for _, t := range q.link.taps {
		closing.Go(func() { t.file.Close() })
	}
	for _, fd := range append(q.link.into[:], q.link.wake) {
		if fd >= 0 {
			closing.Go(func() { unix.Close(fd) })
		}
	}
	closing.Wait()
	q.link = nil
}

// ringBell wakes whoever waits for the eventfd.
func ringBell(fd int) { unix.Write(fd, []byte{1, 0, 0, 0, 0, 0, 0, 0}) }
