package runner

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"bothends/runner/box"
	"bothends/runner/frame"
)

// A session is a run whose processes are terminals. One goroutine owns it.
type session struct {
	*run
	live      *Live
	terminals []*terminal // in the order of processes
	batches   []*batch    // that have not ended
	touched   time.Time   // when something was last asked of it
	author    bool        // it runs the author's cells and ends, see runCells
	quiet     bool        // nothing has happened for a moment: not even a write waits to be let go on
}

// A terminal is one end of a session.
type terminal struct {
	process *process
	index   int
	cell    string       // that runs; empty if none does
	count   int          // of cells that have begun
	waits   *box.Waiting // that the cell was last seen to wait in; nil if it was not
	told    bool         // that it waits
	asked   time.Time    // when the cell was to be interrupted; zero if it was not
	words   wordSplitter // of its standard error
}

// newSession makes the box of a session.
func newSession(runner *Runner, l *Live, s *Snippet, o Options, emit func(Event)) (*session, error) {
	o.SessionTime, o.SessionIdle = cmp.Or(o.SessionTime, MaxSessionTime), cmp.Or(o.SessionIdle, MaxSessionIdle)
	r := &run{runner: runner, snippet: s, options: o, emit: emit}
	spec := box.Spec{Packets: o.Packets || o.Frame != nil || s.Scenario.Packets}
	limits := box.Limits{Memory: s.Scenario.Limits.Memory, CPUSeconds: cpuSeconds}
	x := &session{run: r, live: l}
	for i := range s.Scenario.Processes {
		spec.Workers = append(spec.Workers, box.Worker{Open: true, Limits: limits, Calls: true, Waits: true})
		p := &process{
			spec: &s.Scenario.Processes[i], name: s.Scenario.Processes[i].Name, engine: EngineYaegi,
			out: lineSplitter{left: s.Scenario.Limits.Output}, err: lineSplitter{left: s.Scenario.Limits.Output},
			noise:  noiseFilter{true, map[int]bool{}, map[int]bool{}},
			traces: traceFilter{cells: true},
		}
		r.processes = append(r.processes, p)
		x.terminals = append(x.terminals, &terminal{process: p, index: i, words: wordSplitter{token: rand.Text()}})
	}
	var err error
	r.box, err = runner.Boxes.Start(spec)
	return x, err
}

// serve runs the cells that it is given until the session is over.
func (x *session) serve() (Result, error) {
	x.began = time.Now()
	x.touched = x.began
	if err := x.startAll(); err != nil {
		return x.result, err
	}
	for {
		over, err := x.advance()
		if err != nil || over || x.over() {
			return x.result, err
		}
		report, err := x.box.Next(x.until())
		if err != nil {
			return x.result, err
		}
		x.quiet = report.Idle
		if err := x.take(report); err != nil {
			return x.result, err
		}
		if err := x.expire(time.Now()); err != nil {
			return x.result, err
		}
	}
}

// startAll starts the terminals.
func (x *session) startAll() error {
	for i, p := range x.processes {
		p.started, x.now = true, time.Now()
		x.tell(p, Event{Kind: Start, Engine: EngineYaegi})
		text, err := json.Marshal(job{Terminal: &terminalJob{Name: p.name, Token: x.terminals[i].words.token}})
		if err != nil {
			return err
		}
		if err := x.box.Release(i, text); err != nil {
			return err
		}
	}
	return x.box.Watch(false)
}

// A batch is cells that are to run one after the other.
type batch struct {
	cells []Cell    // that have not begun
	last  *terminal // whose cell began last; nil before the first
	begun int       // which of its cells that was
}

// running holds while the cell runs that began last.
func (b *batch) running() bool {
	return b.last != nil && b.last.cell != "" && b.last.count == b.begun
}

// advance does what was asked, and begins every cell whose turn has come. It says
// whether the session is over.
func (x *session) advance() (over bool, err error) {
	all, closing := x.live.take()
	for _, a := range all {
		if a.interrupt == "" {
			x.batches = append(x.batches, &batch{cells: a.cells})
			continue
		}
		if err := x.interrupt(x.terminal(a.interrupt)); err != nil {
			return false, err
		}
	}
	if closing {
		return true, nil
	}
	claimed := map[*terminal]bool{} // an earlier batch has a cell for it
	for _, b := range x.batches {
		if err := x.beginNext(b, claimed); err != nil {
			return false, err
		}
		for _, c := range b.cells {
			claimed[x.terminal(c.Terminal)] = true
		}
	}
	x.batches = slices.DeleteFunc(x.batches, func(b *batch) bool { return len(b.cells) == 0 && !b.running() })
	return x.author && x.rests(), nil
}

// interrupt has a terminal interrupt its cell, if it runs one.
func (x *session) interrupt(t *terminal) error {
	x.batches, x.touched = nil, time.Now()
	if t.cell == "" || t.process.exited || !t.asked.IsZero() { // it was told, and need not read that again
		return nil
	}
	t.asked = time.Now()
	return x.command(t, terminalCommand{Interrupt: true})
}

// beginNext begins the cells of a batch that need not wait.
func (x *session) beginNext(b *batch, claimed map[*terminal]bool) error {
	for len(b.cells) > 0 {
		c := b.cells[0]
		t := x.terminal(c.Terminal)
		switch {
		case t.process.exited:
			b.cells = nil
			x.say(t, c.Name, CellEnded, TextGone)
			return nil
		case t.cell != "" || claimed[t] || b.running() && b.last.waits == nil:
			return nil
		}
		if err := x.begin(t, c); err != nil {
			return err
		}
		b.cells, b.last, b.begun = b.cells[1:], t, t.count
	}
	return nil
}

// rests holds when all of the author's cells have ended, or wait with nobody left who
// would end that: whoever is about to say that it has ended, sleeps as well until it was
// let write.
func (x *session) rests() bool {
	if slices.ContainsFunc(x.batches, func(b *batch) bool { return len(b.cells) > 0 }) {
		return false
	}
	return !slices.ContainsFunc(x.terminals, func(t *terminal) bool {
		return t.cell != "" && (t.waits == nil || !x.quiet || !x.box.StillWaits(t.index, t.waits))
	})
}

func (x *session) terminal(name string) *terminal {
	return x.terminals[slices.IndexFunc(x.terminals, func(t *terminal) bool { return t.process.name == name })]
}

// begin has a terminal run a cell.
func (x *session) begin(t *terminal, c Cell) error {
	t.cell, t.waits, t.told, t.asked = c.Name, nil, false, time.Time{}
	t.count++
	x.now, x.touched = time.Now(), time.Now()
	x.tell(t.process, Event{Kind: CellRun, Cell: c.Name, Text: cleanLines(c.Text)})
	return x.command(t, terminalCommand{Cell: c.Name, Text: c.Text})
}

// command tells a terminal what to do.
func (x *session) command(t *terminal, c terminalCommand) error {
	text, err := json.Marshal(c)
	if err == nil {
		text, err = frame.Append(nil, text)
	}
	if err != nil {
		return err
	}
	return x.box.Input(t.index, text)
}

// take handles what the box reports.
func (x *session) take(report box.Report) error {
	x.now = report.At
	switch {
	case report.Woken:
		return nil
	case report.Cancelled, report.Idle, report.Worker >= len(x.terminals), report.Worker < 0:
		return x.handle(report)
	}
	t := x.terminals[report.Worker]
	switch {
	case report.Waits != nil:
		x.waiting(t, report.Waits)
	case report.Output != nil && report.Output.Stderr && !x.killed:
		return x.takeWords(t, report.Output.Bytes)
	case report.Call != nil:
		if c := report.Call; t.waits != nil && c.Name == t.waits.Call && c.FD == t.waits.FD && c.Errno != "EAGAIN" {
			t.waits = nil // it goes on
		}
		if x.calls() {
			return x.handle(report)
		}
	case report.Exited != nil:
		err := x.takeText(t, t.words.rest())
		x.flush(t.process, true)
		if t.cell != "" {
			x.end(t, terminalReply{Outcome: CellEnded, Text: TextEnded})
		}
		x.handleExit(t.process, report.Exited)
		return err
	default:
		return x.handle(report)
	}
	return nil
}

// waiting notes that the cell waits.
func (x *session) waiting(t *terminal, w *box.Waiting) {
	if t.cell == "" || x.killed {
		return
	}
	t.waits = w
	if !t.told {
		t.told = true
		x.tell(t.process, Event{Kind: Waits, Cell: t.cell, Text: strings.TrimSuffix(w.Call, "4")})
	}
}

// takeWords takes what has come on a terminal's standard error.
func (x *session) takeWords(t *terminal, b []byte) error {
	for _, w := range t.words.write(b) {
		if w.reply == nil || t.cell == "" { // nobody asked: a cell has written it
			if err := x.takeText(t, w.text); err != nil {
				return err
			}
			continue
		}
		x.flush(t.process, false)
		x.end(t, *w.reply)
	}
	return nil
}

// takeText takes what cells have written there.
func (x *session) takeText(t *terminal, b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return x.handleOutput(t.process, &box.Output{Stderr: true, Bytes: b})
}

// end ends the cell of a terminal.
func (x *session) end(t *terminal, r terminalReply) {
	known := []string{CellDone, CellPanicked, CellProblem, CellRefused, CellInterrupted, CellEnded}
	if !slices.Contains(known, r.Outcome) {
		r.Outcome = CellEnded
	}
	name := t.cell
	t.cell, t.waits, t.asked = "", nil, time.Time{}
	x.say(t, name, r.Outcome, shortened(r.Text)) // which also a worker that forges replies has to bear
	if r.Outcome == CellDone {
		return
	}
	if x.author && x.result.Failed == "" {
		x.result.Failed = fmt.Sprintf("%s: cell %s: %s", t.process.name, name, r.Outcome)
		x.result.Status = StatusProblems
	}
	for _, b := range x.batches {
		if b.last == t && b.begun == t.count {
			b.cells = nil
		}
	}
}

// say tells how a cell has ended.
func (x *session) say(t *terminal, cell, outcome, text string) {
	x.tell(t.process, Event{Kind: Value, Cell: cell, Outcome: outcome, Text: cleanLines(text)})
}

// until is when to look again if nothing happens.
func (x *session) until() time.Time {
	d := x.ends()
	if x.killed {
		return time.Time{}
	}
	for _, t := range x.terminals {
		if at := t.asked.Add(grace); !t.asked.IsZero() && at.Before(d) {
			d = at
		}
	}
	soon := x.author && slices.ContainsFunc(x.terminals, func(t *terminal) bool { return t.waits != nil })
	if soon || slices.ContainsFunc(x.processes, func(p *process) bool { return p.out.waiting() || p.err.waiting() || p.traces.waiting() }) {
		return time.Now().Add(idle)
	}
	return d
}

// ends is when the session ends if nobody asks anything of it.
func (x *session) ends() time.Time {
	if x.author {
		return x.began.Add(x.limit())
	}
	last := x.touched.Add(x.options.SessionIdle)
	if most := x.began.Add(x.options.SessionTime); most.Before(last) {
		return most
	}
	return last
}

// expire ends a session that has had its time, and terminals that do not answer when their
// cell is interrupted.
func (x *session) expire(now time.Time) error {
	for _, t := range x.terminals {
		if !t.asked.IsZero() && now.Sub(t.asked) >= grace {
			t.asked = now
			if err := x.box.Terminate(t.index); err != nil {
				return err
			}
		}
	}
	if x.killed || now.Before(x.ends()) {
		return nil
	}
	x.now = now
	text := fmt.Sprintf("stopped after %v", x.ends().Sub(x.began).Round(time.Millisecond))
	switch at := slices.IndexFunc(x.terminals, func(t *terminal) bool { return t.cell != "" }); {
	case !x.author && x.ends() == x.touched.Add(x.options.SessionIdle):
		text = fmt.Sprintf("ended: nothing was run for %v", x.options.SessionIdle)
	case x.author && at >= 0:
		text = fmt.Sprintf("stopped after %v: cell %s of %s had not ended, and was not seen to wait", x.limit().Round(time.Millisecond), x.terminals[at].cell, x.terminals[at].process.name)
	}
	return x.stopAt(nil, LimitTime, text)
}

// runCells runs the cells of a session's snippet in the author's order, and ends when
// all of them have ended, or wait with nobody left who would end that.
func (x *session) runCells() (Result, error) {
	x.author = true
	x.batches = []*batch{{cells: slices.Clone(x.snippet.Session.Cells)}}
	return x.serve()
}

// cleanLines is clean, of several lines.
func cleanLines(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(clean([]byte(line)))
	}
	return b.String()
}
