package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// What is answered to a request that is not let in.
var (
	errBusy  = errors.New("too many runs at once")
	errShare = errors.New("too many runs of one client at once")
)

// limits bound what is let in.
type limits struct {
	running      int           // at once
	share        int           // of them, those of one client
	waiting      int           // for one to end; further ones are turned away
	waitingShare int           // of them, those of one client
	wait         time.Duration // how long one waits
}

// An admission lets so many in at once, makes others wait, and gives what comes
// free to the clients in turn: however many requests a client has waiting,
// another's first goes before its second.
type admission struct {
	limits

	mu      sync.Mutex
	idle    chan struct{} // set when no more are let in; closed when none is in
	active  int           // that were let in
	queued  int
	turn    uint64 // counts what was let in or began to wait
	clients map[client]*account
}

// An account is what one client has here; none if it has nothing.
type account struct {
	running int
	served  uint64 // the turn at which it was last let in
	queue   []*ticket
}

// A ticket is one request that waits.
type ticket struct {
	turn     uint64     // when it began to
	decided  chan error // nil: it is let in
	position int        // in the queue, from 1
	moved    chan int   // holds the position that has not been told yet
}

func newAdmission(l limits) *admission {
	return &admission{limits: l, clients: map[client]*account{}}
}

// acquire lets a request of the client in, at once if there is room, else later:
// it calls waits with its position in the queue, and when that changes again, once in
// tellEvery. The caller must then call release. The error is errBusy, errShare, errStopping
// or the cause of ctx's end.
func (a *admission) acquire(ctx context.Context, who client, waits func(position int)) (release func(), err error) {
	t, err := a.enter(who)
	if err != nil {
		return nil, err
	}
	release = sync.OnceFunc(func() { a.release(who) })
	if t == nil {
		return release, nil
	}
	timeout := time.NewTimer(a.wait)
	defer timeout.Stop()
	moved, again := t.moved, (<-chan time.Time)(nil)
	for {
		select {
		case position := <-moved:
			if waits != nil {
				waits(position)
			}
			moved, again = nil, time.After(tellEvery)
			continue
		case <-again:
			moved = t.moved
			continue
		case err = <-t.decided:
		case <-timeout.C:
			err = a.leave(who, t, errBusy)
		case <-ctx.Done():
			if err = a.leave(who, t, context.Cause(ctx)); err == nil {
				release() // it was let in at the same moment
				err = context.Cause(ctx)
			}
		}
		return release, err
	}
}

// enter lets the client in, or gives it a ticket to wait with.
func (a *admission) enter(who client) (*ticket, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.clients[who]
	if c == nil {
		c = &account{}
	}
	a.turn++
	switch {
	case a.idle != nil:
		return nil, errStopping
	case a.active < a.running && c.running < a.share:
		// Whoever waits has its share already, or would have been let in.
		a.clients[who] = c
		a.admit(c)
		return nil, nil
	case len(c.queue) >= a.waitingShare && a.waitingShare > 0:
		return nil, errShare
	case a.queued >= a.waiting && !a.turnAway(len(c.queue)+1):
		return nil, errBusy
	}
	a.clients[who] = c
	t := &ticket{turn: a.turn, decided: make(chan error, 1), moved: make(chan int, 1)}
	c.queue = append(c.queue, t)
	a.queued++
	a.tellPositions()
	return t, nil
}

func (a *admission) admit(c *account) {
	a.active++
	c.running++
	c.served = a.turn
}

// turnAway makes room in a full queue: the client that has most in it, if that
// is more than the given number, loses what it asked for last.
func (a *admission) turnAway(more int) bool {
	var most *account
	for _, c := range a.clients {
		if n := len(c.queue); n > more && (most == nil || n > len(most.queue)) {
			most = c
		}
	}
	if most == nil {
		return false
	}
	last := len(most.queue) - 1
	most.queue[last].decided <- errBusy
	most.queue = most.queue[:last]
	a.queued--
	return true
}

// leave takes a ticket back, and returns err, or what was decided before.
func (a *admission) leave(who client, t *ticket, err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case decided := <-t.decided:
		return decided
	default:
	}
	c := a.clients[who]
	for i := range c.queue {
		if c.queue[i] == t {
			c.queue = append(c.queue[:i:i], c.queue[i+1:]...)
			a.queued--
			break
		}
	}
	a.forget(who)
	a.tellPositions()
	return err
}

// release gives back what a client was let in with.
func (a *admission) release(who client) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.active--
	a.clients[who].running--
	a.forget(who)
	if a.idle != nil && a.active == 0 {
		close(a.idle)
	}
	for a.active < a.running {
		next := a.next()
		if next == nil {
			break
		}
		t := next.queue[0]
		next.queue = next.queue[1:]
		a.queued--
		a.turn++
		a.admit(next)
		t.decided <- nil
	}
	a.tellPositions()
}

// drain lets no more in, and turns away what waits. The channel is closed when
// none is in any more.
func (a *admission) drain() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.idle != nil {
		return a.idle
	}
	a.idle = make(chan struct{})
	for who, c := range a.clients {
		for _, t := range c.queue {
			t.decided <- errStopping
		}
		a.queued -= len(c.queue)
		c.queue = nil
		a.forget(who)
	}
	if a.active == 0 {
		close(a.idle)
	}
	return a.idle
}

// draining says whether no more are let in.
func (a *admission) draining() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.idle != nil
}

// load is how many are in, and how many wait.
func (a *admission) load() (l struct{ running, waiting int }) {
	a.mu.Lock()
	defer a.mu.Unlock()
	l.running, l.waiting = a.active, a.queued
	return l
}

// next is the client whose turn it is: of those that wait and have not their
// share, the one with the least running, then the one that was let in longest
// ago, then the one that has waited longest.
func (a *admission) next() (next *account) {
	var least []uint64
	for _, c := range a.clients {
		if len(c.queue) == 0 || c.running >= a.share {
			continue
		}
		if has := []uint64{uint64(c.running), c.served, c.queue[0].turn}; next == nil || slices.Compare(has, least) < 0 {
			next, least = c, has
		}
	}
	return next
}

// forget closes an account that has nothing left.
func (a *admission) forget(who client) {
	if c := a.clients[who]; c.running == 0 && len(c.queue) == 0 {
		delete(a.clients, who)
	}
}
