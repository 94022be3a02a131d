// Package runner takes a [Snippet] and streams the [Event]s of one run of it.
//
// Every program of the snippet is checked first (package gocheck): what the Go
// compiler would refuse is refused in its words before anything starts. Then
// each process runs as a worker of one box (package box), on a private loopback
// and in the order that the [Scenario] lays down. What crosses that loopback can
// be captured (package wire), on the same clock. A program is interpreted (package
// yaegi) where the interpreter is known to do what Go does (packages lower and
// certify), else compiled (package gobuild), else refused with the line that is
// the reason: a result that Go would not give is never shown.
//
// The package knows nothing of lessons or pages. It refuses to run a reader's
// code without the box: where a layer of it cannot be had, Run returns an
// [*Unavailable] that names the layer, the cause and the cure.
//
// Start at [Run]. A binary that calls it must call [Hook] first thing in main
// (and every TestMain that runs snippets likewise), because boxes and workers
// are the same binary, executed again.
package runner

import (
	"context"
	"errors"
	"time"

	"bothends/runner/box"
	"bothends/runner/gobuild"
	"bothends/runner/wire"
)

// Options change how a run is made. The zero value is right for most.
type Options struct {
	// Engine is what executes the programs; the zero value chooses for each.
	Engine Engine

	// uncertified lets the interpreter execute what it is not known to execute
	// as Go does: for tests of what holds a program, whatever it does.
	uncertified bool

	// Findings, if set, gets what go vet and gofmt would say about the
	// programs, before any of them starts. By default there is a note about
	// each when its program has started.
	Findings func(Finding)

	// Input, if set, is what processes read while they run.
	Input *Input

	// SessionTime and SessionIdle are how long a session is open that a reader has, and how
	// long when nothing is run or interrupted in it: MaxSessionTime and MaxSessionIdle by default.
	SessionTime, SessionIdle time.Duration

	// Packets captures what crosses the loopback, even if the scenario does
	// not ask for it: there are then events of segments and datagrams.
	Packets bool

	// Frame, if set, gets each captured frame with what was made of it, the zero
	// Packet if nothing, before its event: for a file of them. Its time counts
	// from the beginning of the run, as events do.
	Frame func(wire.Frame, wire.Packet)

	// Calls has the calls on sockets of every process told, as Scenario.Calls does.
	Calls bool

	// Output, if set, gets the exact bytes of every process, before they are
	// made safe to show: for a terminal that wants what go run prints.
	Output func(process string, kind Kind, b []byte)
}

// Unavailable says why no reader's code can run on this machine.
type Unavailable = box.Unavailable

// LayerLink is the layer that only a scenario with a link needs.
const LayerLink = box.LayerLink

// A Pool makes boxes before they are asked for.
type Pool = box.Pool

// NewPool makes a pool that keeps at most so many boxes, and gives them up when
// nothing was run for so long. The caller must call Close.
func NewPool(most int, idle time.Duration) *Pool { return box.NewPool(most, idle) }

// Result sums a run up.
type Result struct {
	Problems int    // errors of the compiler; nothing ran if there are any
	Failed   string // the limit at which the run was stopped, or the first process that ended otherwise than the scenario expects, and how; empty if none
	Status   int    // the exit status of the whole: 0; that of the first process that Failed (128 and the signal's number if one killed it); StatusProblems; or StatusLimit
}

// Exit statuses that are not a program's own.
const (
	StatusProblems    = 1   // the program does not compile, as go run says it
	StatusLimit       = 124 // the run was stopped at its limit of time or output, as timeout(1) says it
	StatusUnavailable = 125 // nothing can be run here, or not as Go would run it
)

// A Runner runs snippets, and remembers what it found out about their programs.
// The zero value is ready. Its methods may be called from many goroutines.
type Runner struct {
	// Toolchain finds what compiles the programs that the interpreter does not
	// run exactly as Go does; it is called for each of them. Where it is nil or
	// fails, such programs are refused.
	Toolchain func() (*gobuild.Toolchain, error)

	// Boxes, if set, has boxes ready for runs, whose beginning then need not wait
	// for one to be made.
	Boxes *Pool

	// Off, if set, is why nothing may run: what Probe found. Run returns it.
	Off error

	// Notes, if it has a folder, remembers for other processes what is to be compiled.
	Notes Notes

	outcomes outcomes
}

// Run runs the snippet once, as the zero Runner does.
func Run(ctx context.Context, s *Snippet, o Options, emit func(Event)) (Result, error) {
	return new(Runner).Run(ctx, s, o, emit)
}

// Run runs the snippet once and calls emit with every event, one at a time and
// in order. It returns when nothing of the run is left on the machine.
//
// A program that does not compile is no error of Run: its problems are
// emitted, nothing is started, and Result.Problems counts them. Errors are
// [*Unavailable], the context's, and failures of the machine.
func (runner *Runner) Run(ctx context.Context, s *Snippet, o Options, emit func(Event)) (Result, error) {
	if runner.Off != nil {
		return Result{}, runner.Off
	}
	if s.Session != nil {
		return runner.runSession(ctx, s, o, emit)
	}
	r, err := newRun(ctx, runner, s, o, emit)
	if err != nil {
		return Result{}, err
	}
	defer r.box.Close()
	defer context.AfterFunc(ctx, r.box.Cancel)()
	if o.Input != nil {
		r.openInput()
		defer o.Input.close()
	}
	for _, step := range []func() error{r.check, r.chooseEngines, r.startNameServer, r.loop} {
		if err = step(); err != nil || r.result != (Result{}) {
			break
		}
	}
	if err == nil {
		r.tellMissed()
	}
	if errors.Is(err, errCancelled) {
		err = context.Cause(ctx)
	}
	return r.result, err
}

// runSession is Run of a session's snippet, cell by cell in the author's order.
func (runner *Runner) runSession(ctx context.Context, s *Snippet, o Options, emit func(Event)) (Result, error) {
	if o.Engine == EngineGo {
		const why = "a session is interpreted, cell by cell, and not compiled; run it with another engine"
		emit(Event{Process: s.Session.Terminals[0], Kind: Problem, Text: why})
		return Result{Problems: 1, Status: StatusUnavailable, Failed: why}, nil
	}
	x, err := newSession(runner, &Live{}, s, o, emit)
	if err != nil {
		return Result{}, err
	}
	defer x.box.Close()
	defer context.AfterFunc(ctx, x.box.Cancel)()
	result, err := x.runCells()
	if err == nil {
		x.tellMissed()
	}
	if errors.Is(err, errCancelled) {
		err = context.Cause(ctx)
	}
	return result, err
}

// Hook turns this process into a box or a worker if that is what it was
// executed for, and then never returns. Otherwise it does nothing. It must be
// the first thing that main, and every TestMain that runs snippets, does.
func Hook() { box.Hook(execute) }
