// Package link is a line between two hosts that is as good or as bad as it is
// told to be: it takes time, has a rate, and loses, doubles and swaps packets.
//
// A [Line] is given each packet that a host sends, and says when it arrives at
// the other. It touches no socket and reads no clock: whoever carries the packets
// (package box) does. So it can be tried without a network.
//
// # Which packets it happens to
//
// The packets of each direction are counted, from 1, and what becomes of the n-th
// is fixed: by its number in a list, or by the n-th throw of dice that Spec.Seed
// has set. It depends on no clock and on nothing that the other direction does.
//
// How many packets a program's bytes make is the program's doing; how many
// acknowledgements they get is not. A kernel that has a moment puts two into one,
// or into a packet that goes anyway. So that this chance does not move the
// numbers of what follows, TCP segments that do nothing but acknowledge are not
// counted with the others: they have numbers and dice of their own. The SYN of a
// client is its packet 1, what it then writes its packet 2; the last packet of
// the handshake is its acknowledgement 1.
//
// The line carries TCP, UDP, ICMP and ICMPv6's echoes and errors, from one host
// to one host. All else that a kernel would send, such as what it asks and tells
// its neighbours and multicast groups, goes nowhere and is not counted: hosts know each other from
// the beginning.
//
// # What it refuses
//
// What is on its way is bounded: of more than that, packets are lost, as in a
// real router's queue. So is the number of packets that a line carries in its
// life, as programs could send for ever: after that it is cut, and all is lost.
//
// Start at [New].
package link

import (
	"math/rand/v2"
	"slices"
	"time"
)

// A Spec says how a line is. The zero value, with an MTU, is a perfect one.
type Spec struct {
	Delay time.Duration `json:",omitempty"` // from one host to the other
	Rate  int64         `json:",omitempty"` // bits a second in each direction; no limit if 0
	MTU   int           // bytes of the largest IP packet
	Seed  uint64        `json:",omitempty"` // sets the dice
	Sends [Hosts]Faults // what befalls the packets that each host sends
}

// Hosts is how many a line has.
const Hosts = 2

// The bounds of a [Spec].
const (
	MaxDelay = time.Second
	MinRate  = 10_000
	MaxRate  = 1_000_000_000
	MinMTU   = 1280 // RFC 8200, section 5: with less there is no IPv6
	MaxMTU   = 1500 // Ethernet's
)

// Faults are what befalls packets.
type Faults struct {
	Lose      Pick // they do not arrive
	Duplicate Pick // they arrive twice
	Reorder   Pick // they arrive after the packet behind them, if one follows soon
	LoseACKs  Pick // as Lose, of segments that only acknowledge
}

// A Pick chooses packets of one direction.
type Pick struct {
	Numbers []int   `json:",omitempty"` // these, counted from 1
	Share   float64 `json:",omitempty"` // and so many of the others, 0 to 1, as the dice fall
}

// has says whether packet n, for which the dice fell so, is picked.
func (p Pick) has(n int, dice float64) bool { return dice < p.Share || slices.Contains(p.Numbers, n) }

// What a line holds and carries at most.
const (
	maxWaiting = 1000    // packets of one direction that are on their way
	MaxCarried = 100_000 // packets of both, in its life, and what it does not carry
)

// patience is how long a packet that is to be overtaken waits for another to do so.
const patience = 20 * time.Millisecond

// Fate is what becomes of a packet.
type Fate int

// The fates.
const (
	Arrives Fate = iota
	Lost
	Doubled
	Overtaken // it waits for the next one
	Ignored   // it is none of those that the line carries
)

// A Line carries packets between hosts 0 and 1.
type Line struct {
	spec    Spec
	ways    [Hosts]way // by the sender
	carried int
}

// A way is one direction of the line.
type way struct {
	count   [2]int // packets, and those that only acknowledge
	dice    [2]*rand.Rand
	free    time.Time // when all that was given to it has been put on the line
	waiting []Arrival // in the order in which they arrive
	held    *Arrival  // to be overtaken, by the next or in time
}

// An Arrival is a frame that comes out of the line.
type Arrival struct {
	To    int // the host
	At    time.Time
	Count int // which frame it is of all that were sent, from 1
	Frame []byte
}

// New makes a line.
func New(s Spec) *Line {
	l := &Line{spec: s}
	for i := range l.ways {
		for kind := range l.ways[i].dice {
			l.ways[i].dice[kind] = rand.New(rand.NewPCG(s.Seed, uint64(i*2+kind)))
		}
	}
	return l
}

// Send takes a frame that a host sends, which the line keeps, and says what
// becomes of it.
func (l *Line) Send(from int, now time.Time, frame []byte) Fate {
	w := &l.ways[from]
	if l.carried++; !carries(frame) {
		return Ignored
	}
	fate := l.fate(from, frame)
	if l.Cut() {
		return Lost
	}
	began := now
	if w.free.After(now) {
		began = w.free
	}
	if l.spec.Rate > 0 {
		w.free = began.Add(time.Duration(int64(len(frame)) * 8 * int64(time.Second) / l.spec.Rate))
		began = w.free
	}
	a := Arrival{To: 1 - from, At: began.Add(l.spec.Delay), Count: l.carried, Frame: frame}
	switch {
	case fate == Lost || len(w.waiting) >= maxWaiting:
		return Lost
	case fate == Overtaken && w.held == nil:
		w.held = &a
		return Overtaken
	}
	w.waiting = append(w.waiting, a)
	if fate == Doubled {
		w.waiting = append(w.waiting, a)
	}
	if w.held != nil {
		w.held.At = a.At
		w.waiting, w.held = append(w.waiting, *w.held), nil
	}
	if fate == Overtaken {
		fate = Arrives // it overtook the one before it
	}
	return fate
}

// fate counts a packet, and throws the dice for it. There are as many throws for
// each, so that one fault does not change where another strikes.
func (l *Line) fate(from int, frame []byte) Fate {
	w, faults, kind := &l.ways[from], &l.spec.Sends[from], 0
	if onlyAcknowledges(frame) {
		kind = 1
	}
	w.count[kind]++
	n, dice := w.count[kind], w.dice[kind]
	lose, duplicate, reorder := dice.Float64(), dice.Float64(), dice.Float64()
	switch {
	case kind == 1 && faults.LoseACKs.has(n, lose), kind == 0 && faults.Lose.has(n, lose):
		return Lost
	case kind == 1:
		return Arrives
	case faults.Duplicate.has(n, duplicate):
		return Doubled
	case faults.Reorder.has(n, reorder):
		return Overtaken
	}
	return Arrives
}

// Next returns when Take has something to give; ok is false while the line is empty.
func (l *Line) Next() (at time.Time, ok bool) {
	note := func(t time.Time) {
		if !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	for i := range l.ways {
		w := &l.ways[i]
		if len(w.waiting) > 0 {
			note(w.waiting[0].At)
		}
		if w.held != nil {
			note(w.held.At.Add(patience))
		}
	}
	return at, ok
}

// Take returns what has arrived by now, in order.
func (l *Line) Take(now time.Time) (all []Arrival) {
	for i := range l.ways {
		w := &l.ways[i]
		if w.held != nil && !w.held.At.Add(patience).After(now) {
			w.waiting, w.held = append(w.waiting, *w.held), nil // nothing overtook it
		}
		n := slices.IndexFunc(w.waiting, func(a Arrival) bool { return a.At.After(now) })
		if n < 0 {
			n = len(w.waiting)
		}
		all, w.waiting = append(all, w.waiting[:n]...), w.waiting[n:]
	}
	slices.SortStableFunc(all, func(a, b Arrival) int { return a.At.Compare(b.At) })
	return all
}

// Cut says whether the line has carried all that it carries in its life.
func (l *Line) Cut() bool { return l.carried > MaxCarried }
