package lesson

import (
	"bytes"
	"regexp"
)

// The parser takes time in the square of some of these, and memory for each cell of a
// table, though the text has none. No page that anybody reads comes near.
const (
	maxText     = 128 << 10 // of a lesson with all that it includes, in bytes
	maxIncludes = 100       // in one lesson
	maxDepth    = 32        // of quotes and lists within each other
	maxMarks    = 2000      // between two blank lines: what may begin or end emphasis, a link or code
	maxCells    = 20000     // of all tables
	maxHeadings = 1000
)

var (
	container  = regexp.MustCompile(`^[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|$))`)
	underlines = regexp.MustCompile(`^[ \t>]*(?:#|=+[ \t]*$|-+[ \t]*$)`) // makes a heading, or may
	delimiters = regexp.MustCompile(`^[ \t>+*0-9.)|:-]*-[ \t|:-]*$`)     // makes a table of the lines around it
)

// A stretch is lines between two blank ones: no paragraph and no table is longer.
type stretch struct {
	lines, marks, columns int
	table                 bool
}

// bounded reports whether a text can be parsed, and the mistake if it cannot.
func (r *reader) bounded(s *source) bool {
	if len(s.text) > maxText {
		r.mistakes.add(s.at(maxText), "more than %d KiB of text in a lesson, with what it includes; divide the lesson", maxText>>10)
		return false
	}
	var now stretch
	cells, headings, start := 0, 0, 0
	for line := range bytes.SplitAfterSeq(s.text, []byte("\n")) {
		at := s.at(start)
		start += len(line)
		line = bytes.TrimRight(line, " \t\n")
		if len(line) == 0 {
			now = stretch{}
			continue
		}
		before := now.cells()
		now.add(line)
		cells += now.cells() - before
		if underlines.Match(line) {
			headings++
		}
		switch {
		case depth(line) > maxDepth:
			r.mistakes.add(at, "more than %d quotes and lists within each other; begin the line with fewer of their marks", maxDepth)
		case now.marks > maxMarks:
			r.mistakes.add(at, "more than %d marks such as * _ [ and ` without a blank line; divide the paragraph", maxMarks)
		case cells > maxCells:
			r.mistakes.add(at, "more than %d cells in the tables of a lesson; take some out", maxCells)
		case headings > maxHeadings:
			r.mistakes.add(at, "more than %d headings in a lesson; divide the lesson", maxHeadings)
		default:
			continue
		}
		return false
	}
	return true
}

func (s *stretch) add(line []byte) {
	s.lines++
	columns := 1
	for _, c := range line {
		switch c {
		case '*', '_', '~', '[', ']', '!', '`', '<', '\'', '"':
			s.marks++
		case '|':
			columns++
		}
	}
	s.columns = max(s.columns, columns)
	s.table = s.table || delimiters.Match(line)
}

// cells is how many the stretch has at most, if it is a table: rows that are shorter
// are filled.
func (s *stretch) cells() int {
	if !s.table {
		return 0
	}
	return s.lines * s.columns
}

// depth is how many quotes and lists a line begins.
func depth(line []byte) int {
	n := 0
	for ; n <= maxDepth; n++ {
		m := container.Find(line)
		if m == nil {
			break
		}
		line = line[len(m):]
	}
	return n
}
