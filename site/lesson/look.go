package lesson

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A Look is how a block of code is shown, besides its text.
type Look struct {
	Marked  []int  // the lines that are marked, counted from 1 in what is shown, in order
	Caption string // a line of text, in which code may stand in backquotes
}

// lookAttribute is where a block of code in a lesson itself keeps its look.
const lookAttribute = "look"

// LookOf returns the look of a block of code that stands in a lesson itself.
func LookOf(n ast.Node) Look {
	v, _ := n.AttributeString(lookAttribute)
	l, _ := v.(Look)
	return l
}

var (
	lookForm  = regexp.MustCompile(`^(?:\{([^}]*)\})?[ \t]*(?:"([^"]*)")?$`)
	lineRange = regexp.MustCompile(`^[ \t]*(\d+)(?:[ \t]*-[ \t]*(\d+))?[ \t]*$`)
)

// look reads what may stand at the end of a fence's first line: {2,4-6} for the
// lines that are marked, and "a caption". It is false if the text is neither.
func (r *reader) look(at place, text string, lines int) (l Look, ok bool) {
	m := lookForm.FindStringSubmatch(text)
	if m == nil {
		return Look{}, false
	}
	l.Caption = strings.TrimSpace(m[2])
	if m[1] == "" {
		return l, !strings.HasPrefix(text, "{")
	}
	last := 0
	for one := range strings.SplitSeq(m[1], ",") {
		span := lineRange.FindStringSubmatch(one)
		if span == nil {
			r.mistakes.add(at, "%q marks no lines; write them like {2,4-6}", "{"+m[1]+"}")
			return l, true
		}
		from, _ := strconv.Atoi(span[1])
		to := from
		if span[2] != "" {
			to, _ = strconv.Atoi(span[2])
		}
		if from <= last || to < from || to > lines {
			r.mistakes.add(at, "there is no line to mark at %s in {%s}; there are 1 to %d, named in order", strings.TrimSpace(one), m[1], lines)
			return l, true
		}
		for last = from; last <= to; last++ {
			l.Marked = append(l.Marked, last)
		}
		last = to
	}
	return l, true
}
