package box

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// A Pool makes boxes before anybody asks for them, so that a run need not wait
// until its own is made. A box of a pool is like any other: it was made by [Start],
// of the same layers, holds nothing of any run, is used once and then destroyed.
//
// What will be asked for is what was asked for lately. A pool makes boxes only
// while none of its own is in use, so that they take no processor from a run; and
// it gives them up when nobody asks. It may have none ready: then one is made, as
// without a pool. It never makes less of a box, nor keeps one from being made.
//
// A nil *Pool has no boxes ready. Its methods may be called from many goroutines.
type Pool struct {
	most int
	idle time.Duration

	mu      sync.Mutex
	wanted  []Spec // what was asked for lately, the latest first
	ready   map[string]*Box
	inUse   int
	filling bool
	closed  bool
	timer   *time.Timer // gives up what is ready
	filler  sync.WaitGroup
}

// maxReadyWorkers bounds a box that is made ahead, in which each worker, and init,
// is a process of some five megabytes, more after a Rehearsal. Few snippets need more.
const maxReadyWorkers = 6

// NewPool makes a pool that keeps at most so many boxes, and gives them up when
// nobody has asked for one so long. The caller must call Close.
func NewPool(most int, idle time.Duration) *Pool {
	p := &Pool{most: most, idle: idle, ready: map[string]*Box{}}
	p.timer = time.AfterFunc(idle, p.giveUp)
	return p
}

// Start is [Start], with a box that is ready if there is one.
func (p *Pool) Start(spec Spec) (*Box, error) {
	if p == nil || p.most <= 0 || spec.Toolchain != nil || spec.Link != nil || len(spec.Workers) > maxReadyWorkers {
		return Start(spec)
	}
	b, unwanted := p.take(spec)
	closeAll(unwanted)
	if b != nil && !b.untouched() {
		b.Close() // something became of it while it waited
		b = nil
	}
	var err error
	if b == nil {
		if b, err = Start(spec); err != nil && p.giveUpSome() {
			b, err = startAgain(spec) // what the ready ones held may have been what it lacked
		}
	}
	if err != nil {
		p.leave()
		return nil, err
	}
	b.whenClosed(p.leave)
	return b, nil
}

// startAgain tries for a moment: the kernel takes a namespace down, and tells
// nobody, some time after its last process has gone.
func startAgain(spec Spec) (b *Box, err error) {
	for range 20 {
		if b, err = Start(spec); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return b, err
}

// take takes a ready box, if there is one, and notes what is wanted. It returns
// those that are not wanted any longer.
func (p *Pool) take(spec Spec) (b *Box, unwanted []*Box) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := shape(spec)
	b = p.ready[key]
	delete(p.ready, key)
	p.inUse++
	p.wanted = slices.DeleteFunc(p.wanted, func(s Spec) bool { return shape(s) == key })
	p.wanted = slices.Insert(p.wanted, 0, spec)
	for len(p.wanted) > p.most {
		last := shape(p.wanted[p.most])
		p.wanted = p.wanted[:p.most]
		if old := p.ready[last]; old != nil {
			delete(p.ready, last)
			unwanted = append(unwanted, old)
		}
	}
	return b, unwanted
}

// shape is the same for boxes that can stand for one another.
func shape(spec Spec) string { return fmt.Sprintf("%#v", spec) }

// leave notes that a box is not in use any more. When none is, it is time to make
// others.
func (p *Pool) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inUse--
	if p.closed {
		return
	}
	p.timer.Reset(p.idle)
	if p.inUse == 0 && !p.filling {
		p.filling = true
		p.filler.Go(p.fill)
	}
}

// fill makes what is wanted and not ready, until one is in use again.
func (p *Pool) fill() {
	for {
		p.mu.Lock()
		i := slices.IndexFunc(p.wanted, func(s Spec) bool { return p.ready[shape(s)] == nil })
		if i < 0 || p.inUse > 0 || p.closed {
			p.filling = false
			p.mu.Unlock()
			return
		}
		spec := p.wanted[i]
		p.mu.Unlock()
		ahead := spec
		ahead.ahead = true
		b, err := Start(ahead)
		if err != nil {
			p.mu.Lock()
			p.filling = false // not tried again until somebody asks, who is then told why
			p.mu.Unlock()
			return
		}
		if !p.keep(spec, b) {
			b.Close()
		}
	}
}

// keep keeps a box that was made, if it is still wanted.
func (p *Pool) keep(spec Spec, b *Box) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := shape(spec)
	if p.closed || !slices.ContainsFunc(p.wanted, func(s Spec) bool { return shape(s) == key }) {
		return false
	}
	p.ready[key] = b
	return true
}

// giveUp destroys what is ready, when nobody has asked for so long.
func (p *Pool) giveUp() { p.giveUpSome() }

// giveUpSome says whether there was any.
func (p *Pool) giveUpSome() bool {
	p.mu.Lock()
	var all []*Box
	for _, b := range p.ready {
		all = append(all, b)
	}
	clear(p.ready)
	p.wanted = nil
	p.mu.Unlock()
	closeAll(all)
	return len(all) > 0
}

// Wait returns when the pool is not about to make a box.
func (p *Pool) Wait() { p.filler.Wait() }

// Close destroys what is ready and makes no more. Boxes that are in use are their
// users'.
func (p *Pool) Close() {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.closed = true
	p.timer.Stop()
	p.mu.Unlock()
	p.filler.Wait()
	p.giveUp()
}

func closeAll(boxes []*Box) {
	for _, b := range boxes {
		b.Close()
	}
}
