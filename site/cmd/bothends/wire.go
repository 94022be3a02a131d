package main

import (
	"fmt"
	"os"
	"time"

	"bothends/runner"
	"bothends/runner/wire"
	"bothends/site/page"
)

// emitWire draws the ladder when the run has ended. What the compiler says, and
// limits, are printed as they come.
func emitWire(w world, s runner.Scenario, print func(runner.Event)) (emit func(runner.Event), done func()) {
	var events []runner.Event
	emit = func(e runner.Event) {
		events = append(events, e)
		switch e.Kind {
		case runner.Problem, runner.Limit, runner.Note:
			print(e)
		}
	}
	return emit, func() {
		if l := page.Wire(s, events, ""); l != nil {
			fmt.Fprint(w.stdout, l.Text())
		} else if len(events) > 0 && events[0].Kind != runner.Problem {
			fmt.Fprintln(w.stdout, page.NoWire(events))
		}
	}
}

// writePcap makes a file of the captured frames.
func writePcap(name, snippet string) (frame func(wire.Frame, wire.Packet), done func() error, err error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, nil, err
	}
	// The run begins when its box stands, some milliseconds from now.
	pcap, err := wire.NewPcap(f, time.Now(), "a run of "+snippet)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	var failed error
	frame = func(f wire.Frame, p wire.Packet) {
		if failed == nil {
			failed = pcap.Write(f, p)
		}
	}
	return frame, func() error {
		for _, close := range []func() error{pcap.Close, f.Close} {
			if err := close(); failed == nil {
				failed = err
			}
		}
		if failed != nil {
			return fmt.Errorf("%s: %w", name, failed)
		}
		return nil
	}, nil
}
