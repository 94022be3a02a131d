// Package printed finds the statement of a program that printed a line of its
// output. A run does not record that: what it has is the program and the line.
//
// A line is said to come from a statement only if no other one of the program can
// have written it. All statements that write to its stream are found by what they
// call; each has the words of its format, with anything at all where a value goes.
// A value may hold newlines, unless its verb writes none: then the lines that follow
// in the same write may be its own. That two lines are not of one write shows in what
// happened between them, or in their times.
//
// Where a stream leaves the statements in sight (os.Stdout is handed to another
// function, a library has its own way to standard error), or a statement may have begun
// a line that another one ended, nothing is said of what that could have been. No
// more is said of a line after a panic began. What the package says is thus proved by
// the program's text, as far as the program does nothing behind its own back, such as a
// write to a descriptor that it numbers itself; so it can fool its own author, and nobody else.
//
// Start at [NewFinder].
package printed

import (
	"slices"
	"strings"
	"time"

	"bothends/runner"
)

// A Finder follows the events of one run.
type Finder struct {
	snippet   *runner.Snippet
	programs  map[string]*statements // by name
	processes map[string]*follower
	last      string // the process of the last event
	left      int    // of maxWork
}

// maxWork bounds what is done to find the places of a run's lines, counted about as the
// matching of patterns is: who runs programs that are not his own looks at what these want.
// Beyond it no place is told.
const maxWork = 1 << 26

// NewFinder makes a finder for a run of s, with the programs as they ran.
func NewFinder(s *runner.Snippet) *Finder {
	return &Finder{snippet: s, programs: map[string]*statements{}, processes: map[string]*follower{}, left: maxWork}
}

// Find returns the place of the statement that printed the line of an event, as
// FILE:LINE, or "" if it is no line, or that is not certain. It has to see every event of
// the run, in order. It may be called of none.
func (f *Finder) Find(e runner.Event) string {
	if f == nil {
		return ""
	}
	alone := f.last != e.Process
	f.last = e.Process
	if e.Kind != runner.Stdout && e.Kind != runner.Stderr {
		f.last = ""
		return ""
	}
	p := f.processes[e.Process]
	if p == nil {
		p = &follower{statements: f.of(e.Process)}
		f.processes[e.Process] = p
	}
	if f.left -= p.work(e); f.left < 0 {
		return ""
	}
	return p.line(e, alone)
}

// Program is the name of the program that a process runs, or "".
func (f *Finder) Program(process string) string {
	name := ""
	for _, p := range f.snippet.Scenario.Processes {
		if process == p.Name || p.Count > 1 && strings.HasPrefix(process, p.Name+"-") {
			name = p.Program
		}
	}
	return name
}

// of reads the program of a process, once.
func (f *Finder) of(process string) *statements {
	name := f.Program(process)
	if f.programs[name] == nil {
		files := map[string]string{}
		if p := f.snippet.Program(name); p != nil {
			files = p.Files
		}
		f.programs[name] = read(files)
	}
	return f.programs[name]
}

// A follower knows what a process may be in the midst of printing.
type follower struct {
	*statements
	midst  []state // after its last line
	kind   runner.Kind
	time   time.Duration
	broken bool // the last line had no end
	died   bool // it has begun to print a panic
}

// A state is a statement that may have written a line, and which of its lines.
type state struct {
	of *statement
	n  int
}

// work is about what it takes to find where a line comes from.
func (p *follower) work(e runner.Event) int {
	const each = 8
	return each*(len(p.stdout)+len(p.stderr)) + p.values*len(e.Text)
}

// line finds where a line comes from. It is alone if something else happened
// between it and the process's line before.
func (p *follower) line(e runner.Event, alone bool) string {
	statements := p.stdout
	if e.Kind == runner.Stderr {
		statements = p.stderr
		p.died = p.died || slices.ContainsFunc(deaths, func(d string) bool { return strings.HasPrefix(e.Text, d) })
	}
	whole := !e.Partial && !p.broken
	var now []state
	for _, s := range statements {
		for _, n := range s.begins(e.Text) {
			now = append(now, state{s, n})
		}
	}
	if !alone && p.kind == e.Kind && p.time == e.Time {
		for _, m := range p.midst {
			if n, ok := m.of.goesOn(m.n, e.Text); ok {
				now = append(now, state{m.of, n})
			}
		}
	}
	p.midst, p.kind, p.time, p.broken = now, e.Kind, e.Time, e.Partial
	if !whole || len(now) == 0 || p.unknown[e.Kind] || e.Kind == runner.Stderr && p.died {
		return ""
	}
	for _, s := range now[1:] {
		if s.of.place != now[0].of.place {
			return ""
		}
	}
	return now[0].of.place
}

// deaths are what the Go runtime begins with when a program dies.
var deaths = []string{"panic: ", "fatal error: ", "runtime: ", "SIG", "unexpected fault address", "goroutine "}
