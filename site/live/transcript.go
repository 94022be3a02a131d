package live

import (
	"fmt"

	"bothends/runner"
	"bothends/runner/wire"
)

// maxLines bounds the lines of output that a page shows of one run. A program
// that prints a newline in a loop makes more rows than a browser likes.
const maxLines = 4000

// maxPackets bounds the packets, likewise.
const maxPackets = 1000

// maxCalls bounds the calls of all processes together.
const maxCalls = 4000

// maxText bounds all of a run that the server sends, or keeps for its page, in bytes
// of what there is to read: one process may print up to a mebibyte, of which many
// runs at once would be a lot, and there may be many processes.
const maxText = 2 << 20

// A transcript lets events pass to show, but of the programs' lines, packets and calls
// only the first so many, and of all together no more than maxText. How processes
// end, and at which limit, is always shown.
type transcript struct {
	show func(runner.Event)
	text int // bytes that were shown

	lines, packets, calls, events counted

	// On a link: how often each packet that was shown may still arrive, by its
	// number. There are no more than maxPackets.
	under map[int]int
}

// A counted kind of event.
type counted struct{ shown, omitted int }

// next says whether one more is to be shown, of so many at most.
func (c *counted) next(most int) bool {
	if c.shown == most {
		c.omitted++
		return false
	}
	c.shown++
	return true
}

func (t *transcript) add(e runner.Event) {
	shown := true
	switch e.Kind {
	case runner.Exit, runner.Limit, runner.CellRun, runner.Waits, runner.Value: // of cells there are not many
		t.tell(e)
		t.show(e)
		return
	case runner.Stdout, runner.Stderr:
		shown = t.lines.next(maxLines)
	case runner.Segment, runner.Datagram:
		shown = t.packets.next(maxPackets)
	case runner.Arrival: // of a packet that was shown, always: its row says what became of it
		shown = t.arrives(e.Arrives)
	case runner.Call:
		shown = t.calls.next(maxCalls)
	}
	if !shown {
		return
	}
	if t.text += size(e); t.text > maxText {
		t.text = maxText // nothing more, however short
		t.events.omitted++
		return
	}
	t.departs(e.Packet)
	t.show(e)
}

// departs notes that a packet was shown.
func (t *transcript) departs(p *wire.Packet) {
	switch {
	case p == nil || p.Has(wire.LabelLost):
		return
	case t.under == nil:
		t.under = map[int]int{}
	}
	t.under[p.Number] = 1
	if p.Has(wire.LabelDoubled) {
		t.under[p.Number] = 2
	}
}

// arrives reports whether the packet was shown and is under way, and takes it from there.
func (t *transcript) arrives(p *wire.Packet) bool {
	left := t.under[p.Number]
	if left <= 1 {
		delete(t.under, p.Number)
	} else {
		t.under[p.Number] = left - 1
	}
	return left > 0
}

// size is about how much there is to read of an event.
func size(e runner.Event) int {
	const least = 64 // the time, the process
	n := least + len(e.Text) + len(e.Address)
	for _, a := range e.Args {
		n += len(a)
	}
	if e.Call != nil {
		n += len(e.Call.Args)
	}
	if e.Packet != nil {
		n += len(e.Packet.Payload)
	}
	return n
}

// tell says, before something ends, how much was left out since the
// last time.
func (t *transcript) tell(at runner.Event) {
	for _, left := range []struct {
		count *counted
		text  string
		most  int
	}{
		{&t.lines, "%d more lines were printed; a page shows %d", maxLines},
		{&t.packets, "%d more packets crossed the wire; a page shows %d", maxPackets},
		{&t.calls, "%d more calls were made; a page shows %d", maxCalls},
		{&t.events, "%d more events are not shown; a page shows %d bytes", maxText},
	} {
		if left.count.omitted > 0 {
			t.show(runner.Event{Time: at.Time, Kind: runner.Note, Text: fmt.Sprintf(left.text, left.count.omitted, left.most)})
			left.count.omitted = 0
		}
	}
}
