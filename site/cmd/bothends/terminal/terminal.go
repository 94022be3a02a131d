// Package terminal prints the events of several processes as lines for a
// terminal, each with its process before it:
//
//	server  ·    0.4 ms  server 7
//	server  ·    3.1 ms  listens on tcp 0.0.0.0:7
//	client  ·    3.4 ms  client 127.0.0.1 7 hello
//	client  | got 5 bytes: "hello"
//	client  ! a line on standard error
//	client  ·    4.2 ms  exit status 0
//
// and of a session each cell, what it waits in, and its value:
//
//	server  ·    0.9 ms  cell accept
//	server  > conn, peer, err := syscall.Accept(server)
//	server  > conn
//	server  ·    1.4 ms  waits in accept
//	server  = 4
//
// Pieces of a line wait for its end, but not longer than until something else is
// printed: what was printed first stands first. The package prints what events say as it is; that it
// holds no control characters is the promise of runner.Event.
package terminal

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"bothends/runner"
	"bothends/site/page"
)

// A Printer prints one run. It must not be used by two goroutines at once.
type Printer struct {
	out     io.Writer
	width   int
	colour  bool
	colours map[string]string
	pieces  []piece // in the order in which they began
}

// A stream is one output of one process.
type stream struct {
	process string
	kind    runner.Kind
}

// A piece is of a line that has not ended.
type piece struct {
	stream
	text string
}

// New makes a printer for a run of s.
func New(out io.Writer, s runner.Scenario, colour bool) *Printer {
	p := &Printer{out: out, colour: colour, colours: map[string]string{}}
	for _, process := range s.Processes {
		width := len(process.Name)
		if process.Count > 1 {
			width += 1 + len(strconv.Itoa(process.Count))
		}
		p.width = max(p.width, width)
	}
	return p
}

// Print prints an event.
func (p *Printer) Print(e runner.Event) {
	switch e.Kind {
	case runner.Stdout, runner.Stderr:
		p.output(stream{e.Process, e.Kind}, e.Text, e.Partial)
	case runner.Problem:
		p.Flush()
		fmt.Fprintf(p.out, "%s/%s\n", e.Process, e.Text)
	case runner.Start:
		p.aside(e, page.Command(e.Process, e.Args))
	case runner.Listen:
		p.aside(e, "listens on "+e.Network+" "+e.Address)
	case runner.Call:
		if e.Call != nil {
			p.aside(e, e.Call.Told())
		}
	case runner.CellRun:
		p.aside(e, "cell "+e.Cell)
		p.lines(e, ">")
	case runner.Waits:
		p.aside(e, "waits in "+e.Text)
	case runner.Value:
		mark := "="
		if e.Outcome != runner.CellDone {
			p.aside(e, "cell "+e.Cell+": "+e.Outcome)
			mark = "!"
		}
		p.lines(e, mark)
	case runner.Limit:
		p.aside(e, e.Limit+" limit: "+e.Text)
	case runner.Note:
		p.aside(e, e.Text)
	case runner.Exit:
		if e.Signal != "" {
			p.aside(e, "ended by a signal: "+e.Signal)
		} else {
			p.aside(e, fmt.Sprintf("exit status %d", e.Status))
		}
	}
}

// Flush prints what still waits for the end of its line.
func (p *Printer) Flush() {
	pieces := p.pieces
	p.pieces = nil
	for _, l := range pieces {
		p.text(l.stream, l.text)
	}
}

// output prints what a program wrote, if that is the end of a line.
func (p *Printer) output(from stream, text string, partial bool) {
	if len(p.pieces) > 0 && p.pieces[len(p.pieces)-1].stream == from {
		last := len(p.pieces) - 1
		text = p.pieces[last].text + text
		p.pieces = p.pieces[:last]
	}
	if partial {
		p.pieces = append(p.pieces, piece{from, text})
		return
	}
	p.Flush()
	p.text(from, text)
}

// text prints a line that a program wrote.
func (p *Printer) text(key stream, text string) {
	mark := "|"
	if key.kind == runner.Stderr {
		mark = "!"
	}
	fmt.Fprintf(p.out, "%s %s\n", p.label(key.process, mark), text)
}

// lines prints the lines of a cell, or of its value.
func (p *Printer) lines(e runner.Event, mark string) {
	p.Flush()
	if e.Text == "" {
		return
	}
	for line := range strings.Lines(e.Text + "\n") {
		fmt.Fprintf(p.out, "%s %s", p.label(e.Process, mark), line)
	}
}

// aside prints what the runner saw.
func (p *Printer) aside(e runner.Event, text string) {
	p.Flush()
	line := fmt.Sprintf("%8.1f ms  %s", float64(e.Time)/float64(time.Millisecond), text)
	if p.colour {
		line = "\x1b[2m" + line + "\x1b[0m"
	}
	fmt.Fprintf(p.out, "%s %s\n", p.label(e.Process, "·"), line)
}

func (p *Printer) label(process, mark string) string {
	label := fmt.Sprintf("%-*s  %s", p.width, process, mark)
	if !p.colour || process == "" {
		return label
	}
	if p.colours[process] == "" {
		p.colours[process] = fmt.Sprintf("\x1b[%dm", 36-len(p.colours)%6) // cyan, magenta, blue, yellow, green, red
	}
	return p.colours[process] + label + "\x1b[0m"
}
