package live

import (
	"fmt"

	"bothends/runner"
)

// maxLines bounds the lines of output that a page shows of one run. A program
// that prints a newline in a loop makes more rows than a browser likes.
const maxLines = 4000

// maxPackets bounds the packets, likewise.
const maxPackets = 1000

// A transcript lets events pass to show, but of the programs' lines only the
// first maxLines, and of packets the first maxPackets.
type transcript struct {
	show     func(runner.Event)
	lines    int
	omitted  int
	packets  int
	arrivals int // of them
	unseen   int // packets
}

func (t *transcript) add(e runner.Event) {
	switch e.Kind {
	case runner.Stdout, runner.Stderr:
		if t.lines == maxLines {
			t.omitted++
			return
		}
		t.lines++
	case runner.Segment, runner.Datagram:
		if t.packets == maxPackets {
			t.unseen++
			return
		}
		t.packets++
	case runner.Arrival:
		if t.arrivals++; t.arrivals > maxPackets {
			return
		}
	case runner.Exit, runner.Limit:
		t.tell(e)
	}
	t.show(e)
}

// tell says, before something ends, how much was left out since the
// last time.
func (t *transcript) tell(at runner.Event) {
	for _, left := range []struct {
		count *int
		text  string
		most  int
	}{
		{&t.omitted, "%d more lines were printed; a page shows %d", maxLines},
		{&t.unseen, "%d more packets crossed the wire; a page shows %d", maxPackets},
	} {
		if *left.count > 0 {
			t.show(runner.Event{Time: at.Time, Kind: runner.Note, Text: fmt.Sprintf(left.text, *left.count, left.most)})
			*left.count = 0
		}
	}
}
