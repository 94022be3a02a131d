package gocheck

import (
	"cmp"
	"slices"
	"strings"
)

// most is how many errors the compiler prints before it gives up.
const most = 10

// A report collects problems in the order in which the compiler comes upon
// them, and keeps those that the compiler would print.
type report struct {
	problems   []Problem
	files      []string // in the order of their first problems
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
	if !slices.Contains(r.files, p.File) {
		r.files = append(r.files, p.File)
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

// sort orders the problems by place and drops repeated ones. Of several files
// the one comes first in which the compiler found a problem first.
func (r *report) sort() {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(slices.Index(r.files, a.File), slices.Index(r.files, b.File)),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
		)
	})
	r.problems = slices.Compact(r.problems)
}

func sameLine(a, b Problem) bool { return a.File == b.File && a.Line == b.Line }
