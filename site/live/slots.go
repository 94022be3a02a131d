package live

import (
	"context"
	"errors"
	"time"
)

// errBusy says that no slot came free in time.
var errBusy = errors.New("too many runs at once")

// slots bounds how many runs go on at once, and how many requests wait for one.
type slots struct {
	running chan struct{} // one element for each run that goes on
	waiting chan struct{} // one element for each run that goes on or is waited for
	wait    time.Duration // how long a request waits
}

func newSlots(running, waiting int, wait time.Duration) *slots {
	return &slots{
		running: make(chan struct{}, running),
		waiting: make(chan struct{}, running+waiting),
		wait:    wait,
	}
}

// acquire takes a slot, which the caller must give back by release. The error
// is errBusy or that of ctx.
func (s *slots) acquire(ctx context.Context) (release func(), err error) {
	select {
	case s.waiting <- struct{}{}:
	default:
		return nil, errBusy
	}
	release = func() { <-s.running; <-s.waiting }
	select {
	case s.running <- struct{}{}:
		return release, nil // a slot that is free is given, however short the wait
	default:
	}
	timeout := time.NewTimer(s.wait)
	defer timeout.Stop()
	select {
	case s.running <- struct{}{}:
		return release, nil
	case <-timeout.C:
		err = errBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	<-s.waiting
	return nil, err
}
