package terminal

import (
	"fmt"
	"io"

	"bothends/runner"
	"bothends/site/page"
)

// A Wire draws a run as a ladder in text: its packets, and what the processes
// between which they went print.
type Wire struct {
	out    io.Writer
	s      runner.Scenario
	asides *Printer
	events []runner.Event
}

// NewWire makes one for a run of s. What the compiler says, and limits, go to
// asides as they come.
func NewWire(out io.Writer, s runner.Scenario, asides *Printer) *Wire {
	return &Wire{out: out, s: s, asides: asides}
}

// Add takes the next event of the run.
func (w *Wire) Add(e runner.Event) {
	w.events = append(w.events, e)
	if comesAtOnce(e) {
		w.asides.Print(e)
	}
}

func comesAtOnce(e runner.Event) bool {
	return e.Kind == runner.Problem || e.Kind == runner.Limit || e.Kind == runner.Note
}

// Draw draws the run, which has ended. Where there is nothing to draw, it is told as
// without a wire.
func (w *Wire) Draw() {
	if l := page.Wire(w.s, w.events, "", ""); l != nil {
		fmt.Fprint(w.out, l.Text())
		return
	}
	if len(w.events) == 0 || w.events[0].Kind == runner.Problem {
		return
	}
	for _, e := range w.events {
		if !comesAtOnce(e) {
			w.asides.Print(e)
		}
	}
	w.asides.Flush()
	fmt.Fprintln(w.out, page.NoWire(w.events, ""))
}
