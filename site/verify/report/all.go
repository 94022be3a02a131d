package report

import (
	"errors"
	"io"
	"time"

	"bothends/site/verify"
)

// All prints results in several forms, and counts them. The zero value prints
// nothing. Progress may be told by another goroutine than the rest.
type All struct {
	Began time.Time

	printers []Printer
	line     *Line
	total    Total
	last     verify.Progress
	err      error
}

// Add adds a form.
func (a *All) Add(p Printer) { a.printers = append(a.printers, p) }

// OnTerminal returns what prints on a terminal of so many columns, above a line
// that shows how far the verification has come.
func (a *All) OnTerminal(out io.Writer, columns int) io.Writer {
	a.line = &Line{Out: out, Width: columns}
	return a.line
}

// Result prints a result in each form.
func (a *All) Result(r verify.Result) {
	a.total.Add(r)
	for _, p := range a.printers {
		a.err = errors.Join(a.err, p.Result(r))
	}
}

// Progress shows how far the verification has come, where that is asked for.
func (a *All) Progress(now verify.Progress) {
	a.last = now
	if a.line != nil {
		a.line.Show(now)
	}
}

// Running is what was running when progress was told last.
func (a *All) Running() []string { return a.last.Running }

// End prints what it all amounts to, and returns that. The error is one of
// printing.
func (a *All) End(stopped string) (Total, error) {
	a.Clear()
	a.total.Stopped, a.total.Elapsed = stopped, time.Since(a.Began)
	for _, p := range a.printers {
		a.err = errors.Join(a.err, p.End(a.total))
	}
	return a.total, a.err
}

// Clear takes away what shows how far the verification has come.
func (a *All) Clear() {
	if a.line != nil {
		a.line.Clear()
	}
}
