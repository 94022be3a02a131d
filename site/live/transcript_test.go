package live

import (
	"testing"
	"time"

	"bothends/runner"
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
