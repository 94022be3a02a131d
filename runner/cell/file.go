package cell

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/gocheck"
)

// A file is one of a program's. Above its body stand the package clause and the
// imports, each on a line of its own, as package lower wants to have them.
type file struct {
	cell   string // of which it has pieces
	head   string // what stands above
	body   strings.Builder
	lines  []int // of the cell, for each line of the body; 0 for what is in no cell
	pieces []piece
}

// A piece is part of a cell.
type piece struct {
	at           int // in the body
	size         int
	from         int // in the text that it is of
	line, indent int // where it begins in the cell
}

// raw adds whole lines that are in no cell.
func (f *file) raw(lines string) {
	f.body.WriteString(lines)
	for range strings.Count(lines, "\n") {
		f.lines = append(f.lines, 0)
	}
}

// part adds text of the cell that begins in a line, behind so many bytes, in whole
// lines and in its own columns, with what is to stand behind it on its last line.
func (f *file) part(line, indent int, text, behind string) {
	f.body.WriteString(strings.Repeat(" ", indent))
	f.pieces = append(f.pieces, piece{f.body.Len(), len(text), 0, line, indent})
	f.body.WriteString(text + behind + "\n")
	for i := range strings.Count(text, "\n") + 1 {
		f.lines = append(f.lines, line+i)
	}
}

// place is a line of the file in the cell: of what is in no cell, the one before.
func (f *file) place(line int) int {
	for i := min(f.line(line), len(f.lines)-1); i >= 0; i-- {
		if f.lines[i] > 0 {
			return f.lines[i]
		}
	}
	return 1
}

// line is the index in lines of a line of the file.
func (f *file) line(line int) int { return line - 1 - strings.Count(f.head, "\n") }

// within is the piece that an offset of the file is in, and where in the text that it is
// of; nil if there is none.
func (f *file) within(offset int) (*piece, int) {
	for i := range f.pieces {
		p := &f.pieces[i]
		if at := offset - len(f.head) - p.at; at >= 0 && at <= p.size {
			return p, p.from + at
		}
	}
	return nil, -1
}

// heading is what stands above the body of a file.
func heading(imports map[string]string) string {
	b := []byte("package main\n")
	for _, name := range slices.Sorted(maps.Keys(imports)) {
		path := imports[name]
		if name == packageName(path) {
			name = ""
		}
		b = fmt.Appendf(b, "import %s %s\n", name, strconv.Quote(path))
	}
	return string(b)
}

// packageName is the name of a package of the standard library, by its path.
func packageName(path string) string {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' {
		last = parts[len(parts)-2]
	}
	return last
}

// problems are the checker's, at the places of cells.
func (m *maker) problems(found []gocheck.Problem, files map[string]*file) []Problem {
	var all []Problem
	for _, p := range found {
		at := Problem{Cell: m.name, Line: p.Line, Column: p.Column, Text: worded(p.Text, files)}
		if f := files[p.File]; f != nil && f.cell != "" {
			at.Cell, at.Line = f.cell, f.place(p.Line)
			if i := f.line(p.Line); i >= 0 && i < len(f.lines) && f.lines[i] == 0 { // behind its end
				at.Text = strings.Replace(at.Text, "unexpected }", "unexpected end of the cell", 1)
				at.Column = 1
				if lines := strings.Split(m.text, "\n"); f.cell == m.name && at.Line <= len(lines) {
					at.Column += len(lines[at.Line-1])
				}
			}
		}
		all = append(all, at)
	}
	return all
}

// further is a line of a problem that names another place.
var further = regexp.MustCompile(`\n\t([^\n]+?):([0-9]+):([0-9]+): ([^\n]*)`)

// worded are the checker's words without what is in no cell, other places as the cell's.
func worded(text string, files map[string]*file) string {
	text = strings.Replace(text, " in argument to cellValue", "", 1)
	return further.ReplaceAllStringFunc(text, func(line string) string {
		part := further.FindStringSubmatch(line)
		f, at := files[part[1]], 0
		if f == nil || f.cell == "" {
			return ""
		}
		fmt.Sscan(part[2], &at)
		return fmt.Sprintf("\n\t%s:%d:%s: %s", f.cell, f.place(at), part[3], part[4])
	})
}

// blanked is text in which pieces are left out, each byte but newlines a blank.
func blanked(text string, pieces ...span) string {
	b := []byte(text)
	for _, p := range pieces {
		for i := p.from; i < p.to; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(bytes.TrimRight(b, " \n\t"))
}

// A span is part of a cell's text.
type span struct{ from, to int }
