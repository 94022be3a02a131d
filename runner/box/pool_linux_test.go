//go:build linux && (amd64 || arm64)

package box

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// longIdle is longer than any test.
const longIdle = time.Hour

// shaped is a box of so many workers.
func shaped(workers int) Spec {
	return Spec{Workers: slices.Repeat([]Worker{{Limits: attackLimits}}, workers)}
}

// use takes a box of the pool, looks at it, and closes it.
func use(t *testing.T, p *Pool, spec Spec, look func(b *Box)) {
	t.Helper()
	b, err := p.Start(spec)
	if err != nil {
		t.Fatal(err)
	}
	if look != nil {
		look(b)
	}
	b.Close()
	p.Wait()
}

// the box that is ready for a spec; nil if there is none.
func (p *Pool) box(spec Spec) *Box { return p.ready[shape(spec)] }

// A box that is ready is the next that is asked for, once, and holds as one that
// was made for it: every attack ends as it must.
func TestPooledBoxHolds(t *testing.T) {
	p := NewPool(2, longIdle)
	defer p.Close()
	there := newPrey(t)
	var used []*Box
	for round := range 3 {
		ready := p.box(shaped(2))
		use(t, p, shaped(2), func(b *Box) {
			if round > 0 && b != ready || slices.Contains(used, b) {
				t.Errorf("round %d: the box is not the one that was ready, or was used before", round)
			}
			used = append(used, b)
			ended, err := b.attack(there, [][]string{canaryWorkers(there)[0], {"execve of a shell"}}, time.Now().Add(time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			for name, end := range ended {
				if want := attackNamed(t, name).want; end != want {
					t.Errorf("round %d: %s: %s; want %s", round, name, end, want)
				}
			}
		})
		select {
		case <-used[round].ended:
		default:
			t.Error("a used box lives on")
		}
	}
}

// What a pool keeps is bounded, of what was asked for last, and no box stands for
// one of another kind.
func TestPoolIsBounded(t *testing.T) {
	p := NewPool(2, longIdle)
	defer p.Close()
	other := shaped(1)
	other.Workers[0].Limits.Memory /= 2
	use(t, p, shaped(1), nil)
	use(t, p, shaped(2), nil)
	first := p.box(shaped(1))
	if first == nil || p.box(shaped(2)) == nil {
		t.Fatal("no box is ready for what was asked for")
	}
	use(t, p, other, func(b *Box) {
		if b == first || p.box(shaped(1)) != nil {
			t.Error("a box with other limits was given away, or is still kept")
		}
	})
	<-first.ended
	if len(p.ready) != 2 || p.box(other) == nil {
		t.Errorf("%d boxes are ready; want those asked for last", len(p.ready))
	}
	many := shaped(maxReadyWorkers + 1)
	if use(t, p, many, nil); p.box(many) != nil {
		t.Error("a large box is kept")
	}
}

// A run has the machine for itself: boxes are made when none is in use.
func TestPoolWaitsForRuns(t *testing.T) {
	p := NewPool(2, longIdle)
	defer p.Close()
	use(t, p, shaped(1), func(*Box) {
		if use(t, p, shaped(2), nil); len(p.ready) != 0 {
			t.Error("a box was made while another was in use")
		}
	})
	if p.box(shaped(1)) == nil || p.box(shaped(2)) == nil {
		t.Error("no box was made when none was in use")
	}
}

// A box that ended while it waited is given to nobody.
func TestPoolLooksAtItsBoxes(t *testing.T) {
	p := NewPool(1, longIdle)
	defer p.Close()
	use(t, p, shaped(1), nil)
	dead := p.box(shaped(1))
	unix.PidfdSendSignal(dead.pidfd, unix.SIGKILL, nil, 0)
	<-dead.ended
	use(t, p, shaped(1), func(b *Box) {
		if ended, err := b.attack(prey{}, [][]string{{"netlink"}}, time.Now().Add(time.Minute)); b == dead || err != nil || ended["netlink"] != "EAFNOSUPPORT" {
			t.Errorf("the box that was given ends with %v, %v", ended, err)
		}
	})
}

// Boxes that nobody asks for are given up, and so are all in the end.
func TestPoolGivesUp(t *testing.T) {
	p := NewPool(1, longIdle)
	use(t, p, shaped(1), nil)
	idle := p.box(shaped(1))
	p.timer.Reset(0)
	<-idle.ended
	use(t, p, shaped(1), nil)
	last := p.box(shaped(1))
	if last == nil || last == idle {
		t.Fatal("a pool that gave up does not make another when it is asked")
	}
	p.Close()
	<-last.ended
	use(t, p, shaped(1), nil)
	if p.box(shaped(1)) != nil {
		t.Error("a closed pool makes boxes")
	}
}
