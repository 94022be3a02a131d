// Package recording turns the events of a run into text that a person reviews
// in a diff, reads that text back, and compares two runs.
//
// Two good runs of the same programs are never the same to the microsecond.
// What differs between them does not stand in a recording raw, and is not
// compared:
//
//   - Output that came in pieces is joined into lines.
//
//   - Ports that the kernel chose become {port 1}, {port 2}, and so on. The box
//     hands them out from 49152 to 65535; a number in that range is replaced
//     where it follows an address or the word port, unless the programs or
//     their arguments name it themselves.
//
//   - The date and time that package log puts before a line become {time}.
//
//   - Times are rounded, and only displayed.
//
//   - Packets, where the scenario has them recorded, are written without what is
//     another in each run, see [wire.Packet.Recorded].
//
//   - Of calls on sockets, those that package net made on its own account are left
//     out, and descriptors are numbered as if the sockets of the others were all
//     there are. How long a call took is not recorded. Reads on one socket that
//     follow each other are compared by their sum. The line of the program is
//     recorded where it is known, which is not everywhere on each engine, and not
//     compared.
//
// What is compared, process by process: the arguments of its start, the set of
// sockets it listens on, the lines of its standard output in order, those of
// its standard error in order, its calls on sockets in order, limits it reached,
// problems of its source, and how it ended; and of packets, connection by connection,
// what no busy machine changes: who opened it, how many bytes each end sent, who
// closed or reset it, each datagram with its length. See [wire.NormalOptions].
// The order of two processes' events is not compared, nor that of
// one process's two streams: no one guarantees either.
//
// Of a session, the cells of each terminal are compared in their order, and how each
// ended: its value, or what was wrong. That a cell waits is compared where that is in
// accept, which others end; what a read finds may be there sooner or later.
//
// Where the scenario lets several clients run at once, a server's lines come in
// whatever order the clients happened to arrive. Such a server is listed in
// [Recording.Interleaved], and of its lines only this is asserted: the lines
// that name the same port come in order, and each line that names none is there
// as often as recorded. Which connection is {port 1} is chance there as well,
// so ports are matched by what was printed about them. Of its calls only their
// number and kind is asserted, whatever their order and their descriptors.
//
// Notes and standard input are recorded to be shown, and not compared: the first
// are the runner's own words, the second is the scenario's.
//
// The package refuses text it does not understand, by line. Start at [New],
// [Parse] and [Diff].
package recording

import (
	"fmt"
	"slices"
	"time"

	"bothends/runner"
)

// A Recording is what one run of a snippet did.
type Recording struct {
	Sum         string         // runner.Snippet.Sum of what was recorded
	Interleaved []string       // processes that served several others at once, so that their lines mix
	Events      []runner.Event // normalised, in the order in which they were seen
}

// New normalises the events of a run of s. Kinds of event that a recording
// does not hold are left out.
func New(s *runner.Snippet, events []runner.Event) *Recording {
	r := &Recording{Sum: s.Sum(), Interleaved: interleaved(s.Scenario), Events: join(events)}
	r.Events = slices.DeleteFunc(r.Events, func(e runner.Event) bool {
		return (e.Packet != nil || e.Arrives != nil) && !s.Scenario.Packets || e.Call != nil && !s.Scenario.Calls
	})
	r.Events = recordCalls(r.Events)
	for i := range r.Events {
		r.Events[i].Time = roundTime(r.Events[i].Time)
	}
	n := newNamer(s)
	n.name(r.Events)
	n.packets(r.Events)
	for i, e := range r.Events {
		if e.Kind != runner.Call {
			continue
		}
		if c, err := parseCall(e.Call.Told()); err == nil {
			r.Events[i].Call = c
		}
	}
	return r
}

// interleaved lists the processes that others connect to, if at least two of
// those others may run at the same time.
func interleaved(s runner.Scenario) []string {
	var listening []string
	running, atOnce := 0, false
	for _, p := range s.Processes {
		if p.Wait == runner.WaitListen || p.Serves != nil && *p.Serves {
			listening = append(listening, instances(p)...)
			continue
		}
		if running+p.Count > 1 {
			atOnce = true
		}
		if p.Wait != runner.WaitExit {
			running += p.Count
		}
	}
	if !atOnce {
		return nil
	}
	return listening
}

// instances names the processes that p stands for, as the runner names them.
func instances(p runner.Process) []string {
	if p.Count <= 1 {
		return []string{p.Name}
	}
	names := make([]string, p.Count)
	for i := range names {
		names[i] = fmt.Sprintf("%s-%d", p.Name, i+1)
	}
	return names
}

// join copies events, clean of what their kind does not use, with the pieces
// of each line put together at the place and time of the first.
func join(events []runner.Event) []runner.Event {
	type stream struct {
		process string
		kind    runner.Kind
	}
	out := make([]runner.Event, 0, len(events))
	open := map[stream]int{} // where the unfinished line of a stream stands in out
	for _, e := range events {
		e, known := clean(e)
		if !known {
			continue
		}
		if !isStream(e.Kind) {
			out = append(out, e)
			continue
		}
		key := stream{e.Process, e.Kind}
		i, continues := open[key]
		if continues {
			out[i].Text += e.Text
			out[i].Partial = e.Partial
		} else {
			i = len(out)
			out = append(out, e)
		}
		if e.Partial {
			open[key] = i
		} else {
			delete(open, key)
		}
	}
	return out
}

func isStream(k runner.Kind) bool {
	return k == runner.Stdout || k == runner.Stderr || k == runner.Stdin
}

// clean keeps only what the event's kind uses; it reports false for kinds that
// a recording does not hold.
func clean(e runner.Event) (runner.Event, bool) {
	c := runner.Event{Time: e.Time, Process: e.Process, Kind: e.Kind}
	switch e.Kind {
	case runner.Start:
		c.Args = slices.Clone(e.Args)
	case runner.Listen:
		c.Network, c.Address = e.Network, e.Address
	case runner.Stdout, runner.Stderr, runner.Stdin:
		c.Text, c.Partial = e.Text, e.Partial
	case runner.CellRun:
		c.Cell = e.Cell // its source stands in the session
	case runner.Waits:
		c.Cell, c.Text = e.Cell, e.Text
	case runner.Value:
		c.Cell, c.Outcome, c.Text = e.Cell, e.Outcome, e.Text
	case runner.Exit:
		c.Status, c.Signal = e.Status, e.Signal
		if c.Signal != "" {
			c.Status = 0
		}
	case runner.Call:
		if e.Call == nil {
			return e, false
		}
		call := *e.Call
		c.Call = &call
	case runner.Limit:
		c.Limit, c.Text = e.Limit, e.Text
	case runner.Note, runner.Problem:
		c.Text = e.Text
	case runner.Segment, runner.Datagram:
		c.Packet = e.Packet
		return c, e.Packet != nil
	case runner.Arrival:
		c.Arrives = e.Arrives
		return c, e.Arrives != nil
	default:
		return e, false
	}
	return c, true
}

// roundTime keeps a tenth of a millisecond below ten milliseconds, and whole
// milliseconds from there: more is noise.
func roundTime(d time.Duration) time.Duration {
	if d = max(d, 0); d >= 9950*time.Microsecond {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Millisecond / 10)
}
