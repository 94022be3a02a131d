//go:build linux && amd64

package box

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A Box is a running box. Its methods are for one goroutine, except Cancel.
type Box struct {
	pidfd   int
	ended   chan struct{} // closed when nothing of the box is left
	control int
	epoll   int
	workers []workerPipes
	buffer  [32 << 10]byte
	pending []Report // came together, not yet returned

	mu   sync.Mutex // guards wake against Close
	wake int        // eventfd: Cancel was called
}

// What an epoll event is about: a worker's output, or one of these.
const (
	fromControl = -1
	fromWake    = -2
)

// listenToAll registers everything that can happen with one epoll instance.
// Its ready list is in the order in which things became ready, so what is
// caused by a worker's output does not overtake it.
func (b *Box) listenToAll() (err error) {
	if b.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return fmt.Errorf("box: %w", err)
	}
	if b.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return fmt.Errorf("box: %w", err)
	}
	add := func(fd, source, stream int) {
		e := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(source), Pad: int32(stream)}
		err = errors.Join(err, unix.EpollCtl(b.epoll, unix.EPOLL_CTL_ADD, fd, &e))
	}
	add(b.control, fromControl, 0)
	add(b.wake, fromWake, 0)
	for i, w := range b.workers {
		add(w.output[0], i, 0)
		add(w.output[1], i, 1)
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
		timeout := -1
		if !deadline.IsZero() {
			timeout = max(0, int(time.Until(deadline)/time.Millisecond)+1)
		}
		var events [1]unix.EpollEvent
		n, err := unix.EpollWait(b.epoll, events[:], timeout)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return Report{}, fmt.Errorf("box: %w", err)
		case n == 0:
			return Report{Idle: true}, nil
		}
		if err := b.handle(int(events[0].Fd), int(events[0].Pad)); err != nil {
			return Report{}, err
		}
	}
}

func (b *Box) handle(source, stream int) error {
	switch source {
	case fromWake:
		unix.Read(b.wake, b.buffer[:8])
		b.pending = append(b.pending, Report{Cancelled: true})
		return nil
	case fromControl:
		return b.handleControl()
	}
	w := &b.workers[source]
	n, err := unix.Read(w.output[stream], b.buffer[:])
	switch {
	case n > 0:
		b.pending = append(b.pending, Report{Worker: source, Output: &Output{stream == 1, b.buffer[:n]}})
		return nil
	case err == unix.EINTR || err == unix.EAGAIN:
		return nil
	}
	unix.Close(w.output[stream]) // which also takes it from epoll
	w.output[stream] = -1
	b.reportExit(source)
	return nil
}

func (b *Box) handleControl() error {
	var m message
	if err := receive(b.control, &m); err != nil {
		return fmt.Errorf("box: its init ended: %w", err)
	}
	if m.Worker < 0 || m.Worker >= len(b.workers) {
		return fmt.Errorf("box: a message about worker %d of %d", m.Worker, len(b.workers))
	}
	switch {
	case m.Listening != nil:
		b.pending = append(b.pending, Report{Worker: m.Worker, Listening: m.Listening})
	case m.Exited != nil:
		e := Exited(*m.Exited)
		b.workers[m.Worker].exit = &e
		b.reportExit(m.Worker)
	}
	return nil
}

// reportExit reports a worker's exit once its output has been read to the end.
func (b *Box) reportExit(i int) {
	w := &b.workers[i]
	if w.exit == nil || w.done || w.output != [2]int{-1, -1} {
		return
	}
	w.done = true
	b.pending = append(b.pending, Report{Worker: i, Exited: w.exit})
}

// Release opens worker i's gate: it reads its program and runs it.
func (b *Box) Release(i int) error {
	_, err := unix.Write(b.workers[i].gate, []byte{1})
	unix.Close(b.workers[i].gate)
	b.workers[i].gate = -1
	if err != nil {
		return fmt.Errorf("box: release worker %d: %w", i, err)
	}
	return nil
}

// Terminate sends SIGTERM to worker i, Kill SIGKILL. A worker that has ended
// is left alone.
func (b *Box) Terminate(i int) error { return b.stop(i, unix.SIGTERM) }
func (b *Box) Kill(i int) error      { return b.stop(i, unix.SIGKILL) }

func (b *Box) stop(i int, s unix.Signal) error {
	return send(b.control, command{Stop: &stop{i, int(s)}})
}

// Cancel makes Next return a Cancelled report. It may be called from any
// goroutine, at any time, even after Close.
func (b *Box) Cancel() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wake >= 0 {
		unix.Write(b.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

// Close kills all that is left of the box and returns when it is gone.
func (b *Box) Close() error {
	if b.pidfd >= 0 {
		unix.PidfdSendSignal(b.pidfd, unix.SIGKILL, nil, 0)
		<-b.ended
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fd := range b.descriptors() {
		if *fd >= 0 {
			unix.Close(*fd)
			*fd = -1
		}
	}
	return nil
}

func (b *Box) descriptors() []*int {
	all := []*int{&b.pidfd, &b.control, &b.epoll, &b.wake}
	for i := range b.workers {
		w := &b.workers[i]
		all = append(all, &w.gate, &w.output[0], &w.output[1])
	}
	return all
}
