package live

import (
	"cmp"
	"slices"
	"time"

	"bothends/site/page"
)

// tellEvery is how often somebody who waits is told where he stands: of two hundred
// all move whenever one is let in.
const tellEvery = time.Second

// tellPositions tells those that wait where they stand, if that has changed: in which
// order they will be let in if places come free one by one and nobody else comes.
func (a *admission) tellPositions() {
	type standing struct {
		running int
		served  uint64
		queue   []*ticket
	}
	var waiting []*standing
	for _, c := range a.clients {
		if len(c.queue) > 0 {
			waiting = append(waiting, &standing{c.running, c.served, c.queue})
		}
	}
	// The rule is that of next, but for the share: who has it waits until
	// something of its own has ended.
	full := func(s *standing) int {
		if s.running >= a.share {
			return 1
		}
		return 0
	}
	before := func(x, y *standing) int {
		return cmp.Or(cmp.Compare(full(x), full(y)), cmp.Compare(x.running, y.running),
			cmp.Compare(x.served, y.served), cmp.Compare(x.queue[0].turn, y.queue[0].turn))
	}
	for position, turn := 1, a.turn; len(waiting) > 0; position++ {
		next := slices.MinFunc(waiting, before)
		next.queue[0].stands(position)
		turn++
		next.running, next.served, next.queue = next.running+1, turn, next.queue[1:]
		if len(next.queue) == 0 {
			waiting = slices.DeleteFunc(waiting, func(s *standing) bool { return s == next })
		}
	}
}

// stands takes note of a position.
func (t *ticket) stands(position int) {
	if position == t.position {
		return
	}
	t.position = position
	select { // what was not told yet is old
	case <-t.moved:
	default:
	}
	t.moved <- position
}

// A waiting is the data of the event named so, which comes if the run does not
// begin at once, and again when it moves up.
type waiting struct {
	Text     string `json:"text"`     // a sentence for the reader
	Position int    `json:"position"` // in the queue, from 1
}

func newWaiting(position int, language string) waiting {
	if position > 1 {
		return waiting{page.Say(language, "waits", position), position}
	}
	return waiting{page.Say(language, "waits-next"), position}
}
