package report

import (
	"errors"
	"io"
	"sync"
	"time"

	"bothends/site/verify"
)

// All prints results in several forms, and counts them. The zero value prints
// nothing. It may be used by several goroutines; of what is told after End nothing
// is printed, as by one that could not be stopped.
type All struct {
	Began time.Time

	mu       sync.Mutex
	printers []Printer
	line     *Line
	total    Total
	last     verify.Progress
	ended    bool
	err      error
}

// Add adds a form.
func (a *All) Add(p Printer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.printers = append(a.printers, p)
}

// OnTerminal returns what prints on a terminal of so many columns, above a line
// that shows how far the verification has come.
func (a *All) OnTerminal(out io.Writer, columns int) io.Writer {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.line = &Line{Out: out, Width: columns}
	return a.line
}

// Result prints a result in each form.
func (a *All) Result(r verify.Result) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return
	}
	a.total.Add(r)
	for _, p := range a.printers {
		a.err = errors.Join(a.err, p.Result(r))
	}
}

// Progress shows how far the verification has come, where that is asked for.
func (a *All) Progress(now verify.Progress) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last = now
	if a.line != nil && !a.ended {
		a.line.Show(now)
	}
}

// Last is the progress that was told last.
func (a *All) Last() verify.Progress {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last
}

// End prints what it all amounts to, and returns that. The error is one of
// printing.
func (a *All) End(stopped string) (Total, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.clear()
	a.ended, a.total.Stopped, a.total.Elapsed = true, stopped, time.Since(a.Began)
	if stopped != "" {
		a.total.Unfinished = a.last.Running
	}
	for _, p := range a.printers {
		a.err = errors.Join(a.err, p.End(a.total))
	}
	return a.total, a.err
}

// Clear takes away what shows how far the verification has come.
func (a *All) Clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.clear()
}

func (a *All) clear() {
	if a.line != nil {
		a.line.Clear()
	}
}
