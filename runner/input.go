package runner

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// MaxInput is how many bytes one process may be given to read while it runs.
const MaxInput = 64 << 10

// MaxTalk is how long a run may go on at most whose programs are typed to: each
// input gives it its limit of time anew.
const MaxTalk = 5 * time.Minute

// Why nothing can be given to a process.
var (
	ErrNoInput    = errors.New("no process of that name reads what is typed")
	ErrInputEnded = errors.New("its standard input has ended")
	ErrNotRunning = errors.New("the process has ended")
	ErrInputFull  = fmt.Errorf("a process is given at most %d KiB", MaxInput>>10)
)

// An Input is what processes of one run read on standard input while they run: lines
// that somebody types. Their scenario's input comes before it; where there is an
// Input for a process, its standard input ends only when End says so. It is told,
// as events of kind Stdin, when it is given. Its methods may be called from any goroutine.
type Input struct {
	programs []string // processes, by the name of each or of all its copies

	mu    sync.Mutex
	wake  func()             // nil while nothing runs
	state map[string]*intake // by process
}

// An intake is one process's input.
type intake struct {
	given  int    // bytes, of all
	queue  []byte // not taken by the run yet
	ends   bool
	ended  bool // so did the process
	closed bool // its end was taken by the run
}

// NewInput makes the input of the processes of these names: one's own, or that of the
// scenario, which stands for all copies. It is for one run.
func NewInput(processes ...string) *Input {
	return &Input{programs: processes, state: map[string]*intake{}}
}

// Write gives a process more to read: whole lines, or part of one.
func (in *Input) Write(process, text string) error {
	return in.give(process, func(i *intake) error {
		if i.given+len(text) > MaxInput {
			return ErrInputFull
		}
		i.given += len(text)
		i.queue = append(i.queue, text...)
		return nil
	})
}

// End ends a process's standard input, as Ctrl-D does at a terminal.
func (in *Input) End(process string) error {
	return in.give(process, func(i *intake) error { i.ends = true; return nil })
}

func (in *Input) give(process string, f func(*intake) error) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	i := in.state[process]
	switch {
	case i == nil:
		return ErrNoInput
	case i.ended:
		return ErrNotRunning
	case i.ends:
		return ErrInputEnded
	}
	if err := f(i); err != nil {
		return err
	}
	if in.wake != nil {
		in.wake()
	}
	return nil
}

// opens says whether a process has its input from here.
func (in *Input) opens(p *Process, name string) bool {
	return in != nil && (slices.Contains(in.programs, name) || slices.Contains(in.programs, p.Name))
}

// open begins the run; it is woken when there is something to take.
func (in *Input) open(names []string, wake func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.wake = wake
	for _, name := range names {
		in.state[name] = &intake{}
	}
}

// exits notes that a process reads no more.
func (in *Input) exits(process string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if i := in.state[process]; i != nil {
		i.ended, i.queue = true, nil
	}
}

// close ends the run.
func (in *Input) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.wake = nil
	for _, i := range in.state {
		i.ended, i.queue = true, nil
	}
}

// take returns what a process was given and has not got, and whether its end
// is to follow, once.
func (in *Input) take(process string) (text string, ends bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	i := in.state[process]
	if i == nil || i.closed {
		return "", false
	}
	text, i.queue = string(i.queue), nil
	i.closed = i.ends
	return text, i.ends
}

// openInput ties the run to its Input.
func (r *run) openInput() {
	in := r.options.Input
	if in == nil {
		return
	}
	var names []string
	for _, p := range r.processes {
		if in.opens(p.spec, p.name) {
			names = append(names, p.name)
		}
	}
	in.open(names, r.box.Wake)
}

// takeInput hands on what was typed to the processes that have started.
func (r *run) takeInput() error {
	if r.options.Input == nil || r.killed {
		return nil
	}
	for i, p := range r.processes {
		if !p.started || p.exited {
			continue
		}
		text, ends := r.options.Input.take(p.name)
		if text != "" || ends {
			r.extend()
		}
		if text != "" {
			r.tellInput(p, text)
			if err := r.box.Input(i, []byte(text)); err != nil {
				return err
			}
		}
		if ends {
			r.tell(p, Event{Kind: Note, Text: p.name + "'s standard input ends"})
			if err := r.box.EndInput(i); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellInput tells what a process is given to read.
func (r *run) tellInput(p *process, text string) {
	for line := range strings.Lines(text) {
		text, whole := strings.CutSuffix(line, "\n")
		r.tell(p, Event{Kind: Stdin, Text: clean([]byte(text)), Partial: !whole})
	}
}

// limit is how long the run may take.
func (r *run) limit() time.Duration {
	return time.Duration(r.snippet.Scenario.Limits.Time) + r.extended
}

// extend gives the run its time anew, in bounds.
func (r *run) extend() {
	limit := time.Duration(r.snippet.Scenario.Limits.Time)
	r.extended = min(max(r.extended, r.now.Sub(r.began)), max(0, MaxTalk-limit))
}
