package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bothends/runner"
	"bothends/site/verify/passed"
)

// perProcessor is how many runs one processor carries at once: sockets mostly
// wait, and so do the programs that use them. With more of them, what is gained is
// little, and those that have time limits wait for each other.
const perProcessor = 2

// A plan is what is to be run of one unit, and what that has shown by now.
type plan struct {
	result   Result // what is known without a run
	key      passed.Key
	tasks    []task
	static   func(*Result) // adds what is wrong, as far as that is seen without a run
	attempts []attempt     // of each task
	left     int           // tasks that have not ended
	done     chan Result   // gets the result, or is closed without one if a task was not run
}

// A task is one thing that runs by itself: a snippet, a break, or one of the
// programs that are tried in an exercise.
type task struct {
	name     string        // by which its time is remembered
	round    int           // which of several times that all of the unit is run
	estimate time.Duration // what it takes, as far as that is known
	run      func(context.Context) (attempt, error)
}

// planned is a task in its place.
type planned struct {
	*plan
	index int
}

// all verifies the units, with at most Jobs tasks at once. The first error ends
// the rest.
func (v *verifier) all(ctx context.Context, units []unit, report func(Result)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s := &schedule{verifier: v, stop: stop, progress: Progress{Units: len(units)}}
	for _, u := range units {
		s.progress.Waiting = append(s.progress.Waiting, u.name())
	}
	s.tell()
	var plans []*plan
	var queue []planned
	for _, u := range units {
		if ctx.Err() != nil {
			break // what is prepared may have been all that there is to do
		}
		p := v.prepare(u)
		plans = append(plans, p)
		for i := range p.tasks {
			queue = append(queue, planned{p, i})
		}
		if p.left == 0 {
			s.finish(p)
		}
	}
	// The longest first, so that none is left for last; but a snippet and its
	// breaks, which share programs, together if it makes no difference that one sees.
	rank := func(t planned) time.Duration { return t.tasks[t.index].estimate.Truncate(time.Second / 2) }
	slices.SortStableFunc(queue, func(a, b planned) int { return cmp.Compare(rank(b), rank(a)) })
	go s.all(ctx, queue)
	for _, p := range plans { // each closes its own: none is left behind
		if r, ok := <-p.done; ok {
			report(r)
		}
	}
	return context.Cause(ctx)
}

// prepare says what is to be done about a unit, which may be nothing: it has
// passed already, or takes too long, or all is static.
func (v *verifier) prepare(u unit) *plan {
	key := v.key(u)
	if v.options.Count == 0 && v.options.Cache.Has(key) {
		p := &plan{result: Result{Snippet: u.name(), Lessons: v.placesOf(u), Cached: true}, done: make(chan Result, 1)}
		p.result.note(u.dir())
		return p
	}
	p := v.plan(u)
	p.result.note(u.dir())
	if p.result.Note == "" && v.interpretedOnly(u) {
		p.result.Note = u.dir() + ": a session is interpreted, cell by cell; it was not compiled"
	}
	p.key, p.static, p.done = key, func(r *Result) { v.static(r, u) }, make(chan Result, 1)
	rounds, once := max(1, v.options.Count), p.tasks
	var whole time.Duration
	for i := range once {
		once[i].name = fmt.Sprint(v.options.Engines, once[i].name)
		once[i].estimate = cmp.Or(v.options.Cache.Time(once[i].name), once[i].estimate)
		whole += once[i].estimate
	}
	switch {
	case v.options.Static:
		p.static(&p.result)
		p.tasks = nil
	case v.options.Short && whole > ShortTime:
		p.result.Skipped = fmt.Sprintf("takes %v", whole.Round(time.Second/10))
		p.tasks = nil
	default:
		p.tasks = nil
		for round := range rounds {
			for _, t := range once {
				t.round = round
				p.tasks = append(p.tasks, t)
			}
		}
	}
	p.attempts, p.left = make([]attempt, len(p.tasks)), len(p.tasks)
	return p
}

// A schedule carries tasks out.
type schedule struct {
	*verifier
	stop context.CancelCauseFunc
	off  atomic.Pointer[error] // why nothing can run here, once that is known

	mu       sync.Mutex // guards what follows, and the plans
	failed   bool       // something is wrong
	progress Progress
}

// all carries the tasks out in their order.
func (s *schedule) all(ctx context.Context, queue []planned) {
	jobs := s.options.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0) * perProcessor
	}
	slots := make(chan struct{}, jobs)
	for _, t := range queue {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			s.one(ctx, t)
		}()
	}
}

// one carries out a task, unless all is to end.
func (s *schedule) one(ctx context.Context, t planned) {
	if !s.begin(ctx, t) {
		s.end(t, attempt{}, false)
		return
	}
	what := t.tasks[t.index]
	began := time.Now()
	a, err := s.attempt(ctx, what)
	a.round, a.elapsed = what.round, time.Since(began)
	if err == nil && a.notRun == "" {
		s.options.Cache.PutTime(what.name, a.elapsed)
	}
	if err != nil {
		s.stop(err)
	}
	s.end(t, a, err == nil)
}

// attempt runs a task, if anything can be run here.
func (s *schedule) attempt(ctx context.Context, t task) (attempt, error) {
	if why := s.off.Load(); why != nil {
		return attempt{notRun: (*why).Error()}, nil
	}
	a, err := t.run(ctx)
	var unavailable *runner.Unavailable
	if errors.As(err, &unavailable) {
		s.off.Store(&err)
		return attempt{notRun: err.Error()}, nil
	}
	return a, err
}

// begin says whether a task is to be run.
func (s *schedule) begin(ctx context.Context, t planned) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil || s.options.FailFast && s.failed {
		return false
	}
	s.progress.begin(t.result.Snippet)
	s.tell()
	return true
}

// end takes over what a task has shown; ran is false if it was not carried out.
func (s *schedule) end(t planned, a attempt, ran bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.attempts[t.index] = a
	if ran {
		s.progress.end(t.result.Snippet)
	} else {
		s.progress.leave(t.result.Snippet)
		t.tasks = nil // what the others have shown is no result
	}
	if t.left--; t.left == 0 {
		s.finish(t.plan)
	} else {
		s.tell()
	}
}

// finish makes the result of a plan whose tasks have ended. Of progress it tells
// first: who has all results is told no more.
func (s *schedule) finish(p *plan) {
	defer close(p.done)
	if p.tasks == nil && len(p.attempts) > 0 {
		s.tell()
		return
	}
	r := p.result
	r.takeAll(p.attempts, max(1, s.options.Count))
	if r.NotRun != "" {
		p.static(&r)
	}
	if r.State() == Passed && !r.Cached && !r.Written && !s.options.Static {
		s.options.Cache.Put(p.key)
	}
	s.progress.starts(p.result.Snippet) // of one that nothing was run of, that is all
	s.progress.Done++
	if !r.OK() {
		s.failed = true
		s.progress.Failed++
	}
	s.tell()
	p.done <- r
}

func (s *schedule) tell() {
	if s.options.Progress != nil {
		s.options.Progress(s.progress.clone())
	}
}

// Progress is how far a verification has come.
type Progress struct {
	Units, Done, Failed int
	Running             []string // what runs now, or was stopped: the first to begin comes first
	Waiting             []string // what has not begun, in the order of the names
}

func (p *Progress) begin(name string) {
	p.starts(name)
	p.Running = append(p.Running, name)
}

// starts takes one from those that wait.
func (p *Progress) starts(name string) {
	if i := slices.Index(p.Waiting, name); i >= 0 {
		p.Waiting = slices.Delete(p.Waiting, i, i+1)
	}
}

func (p *Progress) end(name string) {
	if i := slices.Index(p.Running, name); i >= 0 {
		p.Running = slices.Delete(p.Running, i, i+1)
	}
}

// leave keeps in mind one of which not all has been run.
func (p *Progress) leave(name string) {
	if !slices.Contains(p.Running, name) && !slices.Contains(p.Waiting, name) {
		p.Running = append(p.Running, name)
	}
}

func (p Progress) clone() Progress {
	running := p.Running
	p.Running, p.Waiting = nil, slices.Clone(p.Waiting)
	for _, name := range running { // an exercise has several programs
		if !slices.Contains(p.Running, name) {
			p.Running = append(p.Running, name)
		}
	}
	return p
}
