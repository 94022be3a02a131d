package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// The outcomes of a cell, in [Event.Outcome].
const (
	CellDone        = "done"        // Text is the value of its last expression; empty if it has none
	CellPanicked    = "panic"       // Text is what Go prints; the terminal goes on
	CellProblem     = "problem"     // it does not compile; Text has the compiler's words, each CELL:LINE:COLUMN: message
	CellRefused     = "refused"     // the interpreter is not known to do what Go does; Text names the construct, CELL:LINE:COLUMN: first
	CellInterrupted = "interrupted" // somebody did; Text says what became of the call, if there is more to say
	CellEnded       = "ended"       // its terminal's process ended; the event Exit follows
)

// What is said of cells beside their outcome, where it is always the same; who tells it in
// another language knows it by these.
const (
	TextEnded  = "the terminal's process has ended, and all that it had"                           // CellEnded, of the cell that ran
	TextGone   = "the terminal has ended; restart it"                                              // CellEnded, of one that was to run after that
	TextGoesOn = "the call that it waited in could not be ended and goes on: what it gets is lost" // CellInterrupted
)

// A Live is a session that somebody has open: two terminals (or more, or one) that
// wait for cells. Its methods may be called from many goroutines.
//
// All that happens is told by events, to the function that Open was given, one at a
// time and in order: Start of each terminal, and for each cell CellRun when it
// begins, Waits the first time that it is seen to wait in a call on a socket, Value when it has
// ended; Stdout and Stderr of what it prints, Listen, Call, Segment and the others as
// in a run; Exit if a terminal's process ends, which the others outlive. What a
// goroutine prints after its cell has ended comes after that. A terminal runs one cell
// at a time; that a goroutine of an earlier one waits is told as if the cell did.
//
// There is no restart: close it and open another, whose box has nothing of this one.
type Live struct {
	session *session
	done    chan struct{}

	mu      sync.Mutex // guards what follows
	asked   []asked    // and not taken yet
	given   int        // cells
	over    bool       // nothing more is taken
	closing bool       // Close was called
	result  Result
	err     error
}

// asked is what one call asks of a session: to run cells, or to interrupt one.
type asked struct {
	cells     []Cell
	interrupt string // the terminal
}

// take takes what was asked since, and says whether the session is to end.
func (l *Live) take() (all []asked, closing bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, l.asked = l.asked, nil
	return all, l.closing
}

// ErrNoSession says that the session is over.
var ErrNoSession = errors.New("the session is over; open another")

// Open starts the terminals of a session's snippet, and runs no cell. The session
// ends by Close, with the context, or at a limit: Options.SessionTime, SessionIdle,
// the output of one terminal (Scenario.Limits.Output), or those of a box. Errors are those of
// Run: an *Unavailable if nothing can run here.
func (runner *Runner) Open(ctx context.Context, s *Snippet, o Options, emit func(Event)) (*Live, error) {
	if s.Session == nil {
		return nil, fmt.Errorf("snippet %s has programs and no cells; run it", s.Name)
	}
	if runner.Off != nil {
		return nil, runner.Off
	}
	l := &Live{done: make(chan struct{})}
	var err error
	if l.session, err = newSession(runner, l, s, o, emit); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, l.session.box.Cancel)
	go func() {
		defer close(l.done)
		defer stop()
		result, err := l.session.serve()
		if errors.Is(err, errCancelled) {
			err = context.Cause(ctx)
		}
		l.session.box.Close()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.over, l.result, l.err = true, result, err
	}()
	return l, nil
}

// Run runs cells, in this order: each as soon as the one before it has ended or is seen
// to wait, and its terminal is free. What other calls gave its terminal before comes
// first. A cell that ends otherwise than done takes away those of the same call that
// have not begun. It returns at once; an error says that a cell is of no terminal of
// this session's, too large or one too many, and then none of them is run, or that the session is
// over. What is in Line is not looked at, and a Name need not be the session's: an edited cell keeps its name.
func (l *Live) Run(cells ...Cell) error {
	for _, c := range cells {
		if err := c.check(); err != nil {
			return err
		}
		if !slices.Contains(l.session.snippet.Session.Terminals, c.Terminal) {
			return fmt.Errorf("no terminal %s in this session", c.Terminal)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.over || l.closing:
		return ErrNoSession
	case l.given+len(cells) > MaxCells:
		return fmt.Errorf("a session runs at most %d cells; open another", MaxCells)
	}
	l.given += len(cells)
	l.asked = append(l.asked, asked{cells: slices.Clone(cells)})
	l.session.box.Wake()
	return nil
}

// Interrupt ends the cell that a terminal runs, as Ctrl-C ends a statement at a
// prompt, and takes away all cells that Run was given and that have not begun. The
// terminal keeps its variables. Where none runs, there is nothing to interrupt, and no error.
func (l *Live) Interrupt(terminal string) error {
	if !slices.Contains(l.session.snippet.Session.Terminals, terminal) {
		return fmt.Errorf("no terminal %s in this session", terminal)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over || l.closing {
		return ErrNoSession
	}
	l.asked = append(l.asked, asked{interrupt: terminal})
	l.session.box.Wake()
	return nil
}

// Done is closed when nothing of the session is left on the machine.
func (l *Live) Done() <-chan struct{} { return l.done }

// Close ends the session and returns when nothing of it is left on the machine.
func (l *Live) Close() {
	l.mu.Lock()
	l.closing = true
	l.mu.Unlock()
	l.session.box.Wake()
	<-l.done
}

// Result sums the session up once Done is closed. It is no failure that it was closed.
func (l *Live) Result() (Result, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.result, l.err
}
