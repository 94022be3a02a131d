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
	switch e.Kind {
	case runner.Problem, runner.Limit, runner.Note:
		w.asides.Print(e)
	}
}

// Draw draws the run, which has ended.
func (w *Wire) Draw() {
	if l := page.Wire(w.s, w.events, ""); l != nil {
		fmt.Fprint(w.out, l.Text())
	} else if len(w.events) > 0 && w.events[0].Kind != runner.Problem {
		fmt.Fprintln(w.out, page.NoWire(w.events))
	}
}
