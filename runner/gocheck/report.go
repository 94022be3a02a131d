package gocheck

import (
	"slices"
	"strings"
)

// most is how many errors the compiler prints before it gives up.
const most = 10

// A report collects problems in the order in which the compiler comes upon
// them, and keeps those that the compiler would print.
type report struct {
	problems   []Problem
	lastSyntax Problem
	lastOther  Problem
	full       bool // most problems and their epitaph are there; nothing more is taken
}

// add takes a problem, unless the compiler would leave it out: a second syntax
// error on one line, or the same message again on the line.
func (r *report) add(p Problem) {
	if r.full {
		return
	}
	if strings.HasPrefix(p.Text, "syntax error") {
		if sameLine(p, r.lastSyntax) {
			return
		}
		r.lastSyntax = p
	} else {
		if sameLine(p, r.lastOther) && p.Text == r.lastOther.Text {
			return
		}
		r.lastOther = p
	}
	r.problems = append(r.problems, p)
	if len(r.problems) == most {
		r.sort()
		r.problems = append(r.problems, Problem{p.File, p.Line, p.Column, "too many errors"})
		r.full = true
	}
}

// sorted returns what the compiler would print, in its order.
func (r *report) sorted() []Problem {
	if !r.full {
		r.sort()
	}
	return r.problems
}

// sort orders the problems by place and drops repeated ones.
func (r *report) sort() {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	r.problems = slices.Compact(r.problems)
}

func sameLine(a, b Problem) bool { return a.File == b.File && a.Line == b.Line }
