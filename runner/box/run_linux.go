//go:build linux && (amd64 || arm64)

package box

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A Box is a running box. Its methods are for one goroutine, except Cancel.
type Box struct {
	pidfd   int
	group   *controlGroup  // nil if there is none
	missing []*Unavailable // layers that it does without
	ended   chan struct{}  // closed when nothing of the box is left
	control int
	epoll   int
	workers []workerPipes
	buffer  [32 << 10]byte
	coming  []announcement // writes that were let go on, in order
	pending []Report       // came together, not yet returned
	again   []source       // must be read until there is nothing: epoll announces only what is new
	told    queue          // by the workers' tracers and the loopback, and not yet in coming

	interval time.Duration // between two looks for a socket that was named; 0 if nobody looks

	closed func() // called when it has been; nil but once

	mu   sync.Mutex // guards wake against Close
	wake int        // eventfd: Cancel or Wake was called
	over bool       // Cancel was
}

// A source is what an epoll event is about: a worker's stdout (0), stderr (1)
// or notifications, or one of the constants in place of a worker.
type source struct{ worker, stream int }

const (
	fromControl = -1
	fromWake    = -2
	fromTracer  = -3
	fromPackets = -4

	notifications = 2
	stdin         = 3
)

// listenToAll registers everything that can happen with one epoll instance.
func (b *Box) listenToAll() (err error) {
	if b.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return fmt.Errorf("box: %w", err)
	}
	if b.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return fmt.Errorf("box: %w", err)
	}
	add := func(fd int, from source) {
		events := uint32(unix.EPOLLIN)
		if from.stream == stdin {
			events = unix.EPOLLOUT
		}
		e := unix.EpollEvent{Events: events | unix.EPOLLET, Fd: int32(from.worker), Pad: int32(from.stream)}
		err = errors.Join(err, unix.EpollCtl(b.epoll, unix.EPOLL_CTL_ADD, fd, &e))
	}
	err = unix.SetNonblock(b.control, true)
	add(b.control, source{fromControl, 0})
	add(b.wake, source{fromWake, 0})
	if b.told.capture.file != nil {
		add(int(b.told.capture.file.Fd()), source{fromPackets, 0})
	}
	if b.told.bell >= 0 {
		add(b.told.bell, source{fromTracer, 0})
	}
	for i, w := range b.workers {
		add(w.streams[0].fd, source{i, 0})
		add(w.streams[1].fd, source{i, 1})
		if w.notify >= 0 {
			add(w.notify, source{i, notifications})
		}
		if w.input.fd >= 0 {
			add(w.input.fd, source{i, stdin})
		}
	}
	return err
}

// Next returns what happened next. With a deadline that is not zero it
// returns an Idle report when that passes first. It fails if the box's init
// ended, which is a fault of the machine or of this package.
func (b *Box) Next(deadline time.Time) (Report, error) {
	for {
		if len(b.pending) > 0 {
			r := b.pending[0]
			b.pending = b.pending[1:]
			return r, nil
		}
		// However much goes on, the deadline is kept.
		if now := time.Now(); !deadline.IsZero() && !now.Before(deadline) {
			return Report{Idle: true, At: now}, nil
		}
		next, err := b.seek()
		if err != nil {
			return Report{}, err
		}
		if err := b.turn(deadline, next); err != nil {
			return Report{}, err
		}
		b.deliver()
	}
}

// turn waits for something to happen and handles it, and one of those that must
// be looked at again. Both get their turn, so that no worker can keep the
// supervisor busy with itself alone.
func (b *Box) turn(deadline, look time.Time) error {
	timeout := b.timeout(deadline)
	if !look.IsZero() && timeout != 0 {
		if err := b.awaitUntil(look, timeout); err != nil {
			return err
		}
		timeout = 0
	}
	var events [1]unix.EpollEvent
	n, err := unix.EpollWait(b.epoll, events[:], timeout)
	if err != nil && err != unix.EINTR {
		return fmt.Errorf("box: %w", err)
	}
	if n > 0 {
		if err := b.handle(source{int(events[0].Fd), int(events[0].Pad)}); err != nil {
			return err
		}
	}
	if len(b.again) == 0 {
		return nil
	}
	next := b.again[0]
	b.again = b.again[1:]
	return b.handle(next)
}

// awaitUntil waits for something to happen, until then or as many milliseconds, whichever is
// less; a negative number is none. Epoll's own clock is too coarse.
func (b *Box) awaitUntil(then time.Time, timeout int) error {
	wait := max(0, time.Until(then))
	if timeout >= 0 {
		wait = min(wait, time.Duration(timeout)*time.Millisecond)
	}
	limit := unix.NsecToTimespec(wait.Nanoseconds())
	_, err := unix.Ppoll([]unix.PollFd{{Fd: int32(b.epoll), Events: unix.POLLIN}}, &limit, nil)
	if err != nil && err != unix.EINTR {
		return fmt.Errorf("box: %w", err)
	}
	return nil
}

// timeout is how long to wait for something to happen, in epoll's milliseconds.
func (b *Box) timeout(deadline time.Time) int {
	if len(b.again) > 0 {
		return 0
	}
	if len(b.coming) > 0 {
		late := b.coming[0].at.Add(overdue)
		if now := time.Now(); b.coming[0].call != 0 && late.Before(now) {
			late = now.Add(overdue / 10) // its thread is looked at again
		}
		if deadline.IsZero() || late.Before(deadline) {
			deadline = late
		}
	}
	if deadline.IsZero() {
		return -1
	}
	return max(0, int(time.Until(deadline)/time.Millisecond)+1)
}

func (b *Box) handle(from source) error {
	switch {
	case from.worker == fromWake:
		unix.Read(b.wake, b.buffer[:8])
		b.mu.Lock()
		over := b.over
		b.mu.Unlock()
		b.pending = append(b.pending, Report{Cancelled: over, Woken: !over, At: time.Now()})
	case from.worker == fromControl:
		return b.handleControl()
	case from.worker == fromPackets:
		return b.takeTold()
	case from.worker == fromTracer:
		unix.Read(b.told.bell, b.buffer[:8])
		return b.takeTold()
	case from.stream == notifications:
		return b.handleNotifications(from)
	case from.stream == stdin:
		return b.sendInput(from.worker)
	default:
		b.handleOutput(from)
	}
	return nil
}

// handleOutput reads what a worker has written by now. There may be more, or
// the end of it, that came under the same announcement: reading goes on until
// there is nothing, but behind what else is ready, so that one worker's flood
// does not keep the others unheard.
func (b *Box) handleOutput(from source) {
	s := &b.workers[from.worker].streams[from.stream]
	if s.ended() {
		return // since it was put into again
	}
	if s.stalled = len(s.read) >= maxUnreported; s.stalled {
		return // the pipe fills, and the worker waits
	}
	n, err := unix.Read(s.fd, b.buffer[:])
	switch {
	case n > 0:
		s.read = append(s.read, b.buffer[:n]...)
		b.readAgain(from)
	case err == unix.EINTR:
		b.readAgain(from)
	case err != unix.EAGAIN:
		unix.Close(s.fd) // which also takes it from epoll
		s.fd = -1
	}
}

// handleNotifications takes one write that a worker has announced. Others may
// wait behind it.
func (b *Box) handleNotifications(from source) error {
	w := &b.workers[from.worker]
	if w.notify < 0 {
		return nil
	}
	now, err := pollNow(w.notify, unix.POLLIN)
	switch {
	case err != nil:
		return fmt.Errorf("box: %w", err)
	case now&unix.POLLIN != 0:
		b.readAgain(from)
		return b.takeNotification(from.worker)
	case now != 0: // POLLHUP: no process has the filter any more
		unix.Close(w.notify)
		w.notify = -1
	}
	return nil
}

func (b *Box) readAgain(from source) {
	if !slices.Contains(b.again, from) {
		b.again = append(b.again, from)
	}
}

// handleControl takes every message that init has sent by now. What a message
// tells of came after what the wire had carried by then.
func (b *Box) handleControl() error {
	for {
		var m message
		err := receive(b.control, &m)
		if err == unix.EAGAIN {
			return nil
		}
		if err != nil {
			return fmt.Errorf("box: its init ended: %w", err)
		}
		if err := b.takeTold(); err != nil {
			return err
		}
		if err := b.handleMessage(m); err != nil {
			return err
		}
	}
}

func (b *Box) handleMessage(m message) error {
	if m.Worker < 0 || m.Worker >= len(b.workers) {
		return fmt.Errorf("box: a message about worker %d of %d", m.Worker, len(b.workers))
	}
	switch {
	case m.Listening != nil:
		b.told.found(m.Worker, m.Listening)
		return b.takeTold()
	case m.Leave != nil:
		return b.letLeave(*m.Leave)
	case m.Settled:
		return b.takeSettled()
	case m.TooManySockets > 0:
		b.pending = append(b.pending, Report{At: time.Now(), TooManySockets: m.TooManySockets})
	case m.TooManyTables > 0:
		b.pending = append(b.pending, Report{At: time.Now(), TooManyTables: m.TooManyTables})
	case m.Exited != nil:
		e := Exited(*m.Exited)
		w := &b.workers[m.Worker]
		w.exit, w.ended = &e, time.Now()
	}
	return nil
}

// reportExit reports a worker's exit once its output has been read to the end.
func (b *Box) reportExit(i int) {
	w := &b.workers[i]
	if w.exit == nil || w.done || w.tracer != nil || b.waits(i, w.ended) || !w.streams[0].finished() || !w.streams[1].finished() {
		return
	}
	w.done = true
	if s := cmp.Or(w.fault, w.signal); s != 0 && w.exit.Signal == int(unix.SIGKILL) {
		w.exit.Signal = s // what would have ended it, were it not process 1 or traced
	}
	b.pending = append(b.pending, Report{Worker: i, At: w.ended, Exited: w.exit})
}

// Release opens worker i's gate: it executes its program by the function that
// was given to Hook.
func (b *Box) Release(i int, program []byte) error {
	return b.open(i, program, gateOrder{})
}

// Try is Release of a program that the worker's function may not be able to begin. If
// the function returns without having said that it begins, the worker waits for Execute;
// if it begins, the caller must call Begun.
func (b *Box) Try(i int, program []byte) error {
	return b.open(i, program, gateOrder{Try: true})
}

// Begun says that the program that worker i tries has begun.
func (b *Box) Begun(i int) {
	w := &b.workers[i]
	for _, fd := range []*int{&w.program, &w.gate} {
		if *fd >= 0 {
			unix.Close(*fd)
			*fd = -1
		}
	}
}

// Execute opens worker i's gate: it becomes the executable.
func (b *Box) Execute(i int, e Executable) error {
	return b.open(i, e.Binary, gateOrder{Execute: true, Tool: e.Tool, Files: e.Files, Args: e.Args})
}

func (b *Box) open(i int, program []byte, order gateOrder) error {
	w := &b.workers[i]
	if !order.Try {
		defer b.Begun(i)
	}
	if err := unix.Ftruncate(w.program, 0); err != nil { // of what was tried
		return fmt.Errorf("box: program of worker %d: %w", i, err)
	}
	for off := 0; off < len(program); {
		n, err := unix.Pwrite(w.program, program[off:], int64(off))
		if err != nil {
			return fmt.Errorf("box: program of worker %d: %w", i, err)
		}
		off += n
	}
	text, err := json.Marshal(order)
	if err != nil {
		return err
	}
	// No writer may be left when the memory is executed, or it is busy (ETXTBSY).
	if !order.Try {
		unix.Close(w.program)
		w.program = -1
	}
	for len(text) > 0 {
		n, err := unix.Write(w.gate, text)
		if err == unix.EINTR {
			continue
		}
		if err == unix.EPIPE {
			return nil // it has ended, which is reported
		}
		if err != nil {
			return fmt.Errorf("box: release worker %d: %w", i, err)
		}
		text = text[n:]
	}
	return nil
}

// Fetch returns a descriptor for a file that a worker has written to the
// folder which a box that builds has for that. The caller closes it. It must
// not be called while Next is still to report what a worker does.
func (b *Box) Fetch(name string) (int, error) {
	if err := unix.SetNonblock(b.control, false); err != nil {
		return -1, err
	}
	if err := send(b.control, command{Fetch: name}); err != nil {
		return -1, fmt.Errorf("box: %w", err)
	}
	var m message
	if err := receive(b.control, &m); err != nil {
		return -1, fmt.Errorf("box: its init ended: %w", err)
	}
	if m.Fetched <= 0 {
		return -1, fmt.Errorf("box: there is no file %s", name)
	}
	return fetch(b.pidfd, m.Fetched)
}

// Watch says whether somebody waits for a listener, which is then looked for
// often; without being asked to, the box does not look at all, nor count its sockets.
func (b *Box) Watch(eagerly bool) error {
	b.told.census.start(func(fault any) { b.told.recovered("count of sockets", fault) })
	b.interval = patient
	if eagerly {
		b.interval = eager
	}
	return nil
}

// Terminate sends SIGTERM to worker i, once it rests. One that has ended is
// left alone.
func (b *Box) Terminate(i int) error {
	return b.whenDelivered(command{Stop: &stop{i, int(unix.SIGTERM)}})
}

// Settle has Settled reported as soon as nothing that was sent over the link is
// under way any more, or has been so for long. Without a link nothing ever is.
func (b *Box) Settle() error { return b.whenDelivered(command{Settle: true}) }

// KillAll sends SIGKILL to every worker that is left.
func (b *Box) KillAll() error {
	return send(b.control, command{Stop: &stop{allWorkers, int(unix.SIGKILL)}})
}

// Cancel makes Next return a Cancelled report. It may be called from any
// goroutine, at any time, even after Close.
func (b *Box) Cancel() { b.ring(true) }

// Wake makes Next return a Woken report. It may be called as Cancel may.
func (b *Box) Wake() { b.ring(false) }

func (b *Box) ring(over bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = b.over || over
	if b.wake >= 0 {
		unix.Write(b.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// Missing lists the layers that this machine has not got, of those that a box
// can do without.
func (b *Box) Missing() []*Unavailable { return b.missing }

// whenClosed has f called when the box is gone.
func (b *Box) whenClosed(f func()) { b.closed = f }

// untouched says that nothing has become of the box since it was made.
func (b *Box) untouched() bool {
	now, err := pollNow(b.control, unix.POLLIN)
	return now == 0 && err == nil
}

// Close kills all that is left of the box and returns when it is gone.
func (b *Box) Close() error {
	defer func() {
		if f := b.closed; f != nil {
			b.closed = nil
			f()
		}
	}()
	if b.group != nil {
		b.group.kill()
	}
	if b.pidfd >= 0 {
		unix.PidfdSendSignal(b.pidfd, unix.SIGKILL, nil, 0)
		<-b.ended
	}
	b.told.tracers.Wait()
	b.told.census.close()
	b.told.capture.close()
	b.told.closeLink()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fd := range b.descriptors() {
		if *fd >= 0 {
			unix.Close(*fd)
			*fd = -1
		}
	}
	if b.group != nil {
		b.group.remove()
		b.group = nil
	}
	return nil
}

func (b *Box) descriptors() []*int {
	all := []*int{&b.pidfd, &b.control, &b.epoll, &b.wake, &b.told.bell}
	for i := range b.workers {
		w := &b.workers[i]
		all = append(all, &w.program, &w.gate, &w.notify, &w.process, &w.input.fd, &w.streams[0].fd, &w.streams[1].fd)
	}
	return all
}
