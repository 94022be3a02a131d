package live

import (
	"strings"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/wire"
)

func TestTranscriptBoundsLines(t *testing.T) {
	var shown []runner.Event
	tr := &transcript{show: func(e runner.Event) { shown = append(shown, e) }}
	tr.add(runner.Event{Kind: runner.Start, Process: "server"})
	for range maxLines + 7 {
		tr.add(runner.Event{Kind: runner.Stdout, Process: "server", Text: "x"})
	}
	tr.add(runner.Event{Kind: runner.Listen, Process: "server", Time: time.Second})
	tr.add(runner.Event{Kind: runner.Exit, Process: "server", Time: 2 * time.Second})
	tr.add(runner.Event{Kind: runner.Exit, Process: "client", Time: 3 * time.Second})

	if want := 1 + maxLines + 4; len(shown) != want {
		t.Fatalf("%d events shown; want %d: a start, the first lines, listen, one note, two ends", len(shown), want)
	}
	note := shown[len(shown)-3]
	if note.Kind != runner.Note || note.Time != 2*time.Second || note.Text != "7 more lines were printed; a page shows 4000" {
		t.Errorf("before the end stands %+v; want a note of 7 lines", note)
	}
}

func TestTranscriptBoundsPackets(t *testing.T) {
	var last []string
	packets := 0
	tr := &transcript{show: func(e runner.Event) {
		if e.Kind == runner.Segment {
			packets++
		} else {
			last = append(last, e.Text)
		}
	}}
	for range maxPackets + 7 {
		tr.add(runner.Event{Kind: runner.Segment})
	}
	tr.add(runner.Event{Kind: runner.Exit, Process: "client"})
	if packets != maxPackets || last[0] != "7 more packets crossed the wire; a page shows 1000" {
		t.Errorf("%d packets, then %q", packets, last)
	}
}

// On a link a packet arrives on a page if it was sent there: also if each arrives twice,
// and not if there was no place for it.
func TestTranscriptShowsWhatArrives(t *testing.T) {
	const sent = maxPackets + 200
	arrived := map[int]int{}
	tr := &transcript{show: func(e runner.Event) {
		if e.Arrives != nil {
			arrived[e.Arrives.Number]++
		}
	}}
	for number := 1; number <= sent; number++ {
		p := &wire.Packet{Number: number, Protocol: wire.UDP}
		switch {
		case number%3 == 0:
			p.Labels = []wire.Label{wire.LabelLost}
		case number%2 == 0:
			p.Labels = []wire.Label{wire.LabelDoubled}
		}
		tr.add(runner.Event{Kind: runner.Datagram, Packet: p})
	}
	for range 2 {
		for number := 1; number <= sent; number++ {
			tr.add(runner.Event{Kind: runner.Arrival, Arrives: &wire.Packet{Number: number, Protocol: wire.UDP}})
		}
	}
	for number := 1; number <= sent; number++ {
		want := 1
		switch {
		case number > maxPackets, number%3 == 0:
			want = 0
		case number%2 == 0:
			want = 2
		}
		if arrived[number] != want {
			t.Fatalf("packet %d arrives %d times; want %d", number, arrived[number], want)
		}
	}
}

// Whatever a run is made of, a page has so many calls and so many bytes of it, and
// its ends.
func TestTranscriptIsBounded(t *testing.T) {
	call := &runner.SocketCall{Name: "write", Args: strings.Repeat("x", 100)}
	for _, test := range []struct {
		name  string
		event runner.Event
		note  string
	}{
		{"calls", runner.Event{Kind: runner.Call, Call: call}, "6000 more calls were made; a page shows 4000"},
		{"long lines", runner.Event{Kind: runner.Stdout, Text: strings.Repeat("x", 64<<10)}, "more events are not shown; a page shows 2097152 bytes"},
		{"notes", runner.Event{Kind: runner.Note, Text: strings.Repeat("x", 1000)}, "more events are not shown; a page shows 2097152 bytes"},
		{"arguments", runner.Event{Kind: runner.Start, Args: []string{strings.Repeat("x", 1000)}}, "more events are not shown; a page shows 2097152 bytes"},
	} {
		held, notes, ends := 0, "", 0
		tr := &transcript{show: func(e runner.Event) {
			held += len(e.Text) + len(strings.Join(e.Args, ""))
			switch {
			case e.Call != nil:
				held += len(e.Call.Args)
			case e.Kind == runner.Exit:
				ends++
			case e.Kind == runner.Note && e.Text != test.event.Text:
				notes += e.Text
			}
		}}
		for range 10_000 {
			tr.add(test.event)
		}
		tr.add(runner.Event{Kind: runner.Exit, Process: "server"})
		tr.add(runner.Event{Kind: runner.Exit, Process: "client"})
		if held > 2<<20+100 || ends != 2 || !strings.Contains(notes, test.note) {
			t.Errorf("%s: %d bytes are held, %d ends, note %q", test.name, held, ends, notes)
		}
	}
}
