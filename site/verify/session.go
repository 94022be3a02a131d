package verify

import (
	"fmt"
	"go/format"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner"
	"bothends/runner/cell"
	"bothends/site/lesson"
)

// A session's cells stand in one file, which is what an author has to be told the
// places of. They are interpreted on whichever engine is asked for, as there is nothing
// to compile before a cell's turn has come.

var (
	// cellPlace is a place that a problem of a cell begins with.
	cellPlace = regexp.MustCompile(`^([a-z0-9-]+):(\d+)(:\d+)?: `)
	// cellFrame is one in the trace of a panic.
	cellFrame = regexp.MustCompile(`(?m)^\t([a-z0-9-]+):(\d+)$`)
)

// inSession is what is wrong with a cell, at its place in the session's file.
func inSession(s *lesson.Snippet, terminal, text string) string {
	file := path.Join("snippets", s.Name, runner.SessionFile)
	m := cellPlace.FindStringSubmatch(text)
	if m == nil {
		return file + ": " + terminal + ": " + text
	}
	c := s.Session.Cell(terminal, m[1])
	line, err := strconv.Atoi(m[2])
	if c == nil || err != nil {
		return file + ": " + terminal + ": " + text
	}
	return fmt.Sprintf("%s:%d%s: %s", file, c.Line+line-1, m[3], text[len(m[0]):])
}

// sessionSources says what is wrong with how cells are written.
func sessionSources(s *lesson.Snippet) []string {
	var mistakes []string
	for _, c := range s.Session.Cells {
		at := func(line int) string {
			return fmt.Sprintf("%s:%d", path.Join("snippets", s.Name, runner.SessionFile), c.Line+line-1)
		}
		if line, complaint := foreign(c.Text); line > 0 {
			mistakes = append(mistakes, at(line)+": "+complaint)
		}
		if line := unformatted(c.Text); line > 0 {
			formatted, _ := format.Source([]byte(c.Text))
			mistakes = append(mistakes, fmt.Sprintf("%s: not formatted; gofmt writes %q", at(line), lineOf(string(formatted), line)))
		}
		for i, line := range strings.Split(c.Text, "\n") {
			if n := columns(line); n > MaxColumns {
				mistakes = append(mistakes, fmt.Sprintf("%s: %d columns; at most %d fit a page (a tab is %d)", at(i+1), n, MaxColumns, TabWidth))
			}
		}
		if n := codeLines("package p\n" + c.Text); n > MaxLines {
			mistakes = append(mistakes, fmt.Sprintf("%s: %d lines of code; a cell has at most %d", at(1), n, MaxLines))
		}
	}
	return mistakes
}

func lineOf(text string, line int) string {
	lines := strings.Split(text, "\n")
	return lines[min(line, len(lines))-1]
}

// staticSession is what the compiler says of the cells, one after the other, and what
// of them the interpreter is not known to do as Go does.
func staticSession(s *lesson.Snippet) []string {
	var mistakes []string
	for _, terminal := range s.Session.Terminals {
		var declared cell.Declarations
		for _, c := range s.Session.Cells {
			if c.Terminal != terminal {
				continue
			}
			p, problems := declared.Program(c.Name, c.Text)
			for _, problem := range problems {
				mistakes = append(mistakes, inSession(s, terminal, problem.String()))
			}
			if p != nil {
				declared.Keep(p)
			}
		}
	}
	return mistakes
}

// mistakesOfCells says which cells have not ended with a value.
func mistakesOfCells(s *lesson.Snippet, events []runner.Event) []string {
	var mistakes []string
	for _, e := range events {
		if e.Kind != runner.Value || e.Outcome == runner.CellDone {
			continue
		}
		text := e.Text
		switch e.Outcome {
		case runner.CellProblem, runner.CellRefused:
		case runner.CellPanicked:
			text = panicked(e.Cell, text)
		default:
			text = fmt.Sprintf("%s:1: %s: %s", e.Cell, e.Outcome, text)
		}
		for line := range strings.SplitSeq(text, "\n") {
			mistakes = append(mistakes, inSession(s, e.Process, line))
		}
	}
	return mistakes
}

// panicked is the first line of what Go prints of a panic, at the place nearest to it that
// its trace has; where it has none, at the cell.
func panicked(cell, text string) string {
	place := cell + ":1"
	if m := cellFrame.FindStringSubmatch(text); m != nil {
		place = m[1] + ":" + m[2]
	}
	first, _, _ := strings.Cut(text, "\n")
	return place + ": " + first
}

// interpretedOnly holds for a unit that is run on no other engine, though one is
// asked for besides the interpreter.
func (v *verifier) interpretedOnly(u unit) bool {
	return u.edit == nil && u.exercise == nil && u.snippet.Session != nil && len(v.options.Engines) > 1 && slices.Contains(v.options.Engines, runner.EngineGo)
}
