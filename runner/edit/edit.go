// Package edit is a change to a program, small enough to be read in a lesson:
//
//   - for got < sent {
//   - if got < sent {
//
// A line that begins with - goes, one that begins with + comes, one that begins
// with a blank stays and says where this is. What goes and stays must be found
// in the file exactly once, in that order and with nothing in between; how far it is
// indented does not matter, unless that alone tells two places apart. A line @@ begins another
// change in the same file, a line "@@ server/main.go" one in that file.
//
// There are no line numbers and no fuzz: an edit that no longer fits is refused,
// and never applied where it might be meant. Start at [Parse] and [Edit.Apply].
package edit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bothends/runner/nearest"
)

// An Edit is one or more changes, to be made one after the other.
type Edit struct {
	Changes []Change
}

// A Change replaces consecutive lines of a file.
type Change struct {
	File  string // server/main.go
	Line  int    // of the edit's text where it begins, counted from 1
	Lines []Line // without the tabs that all of them begin with
}

// A Line is one of a change.
type Line struct {
	Op   byte // '-' goes, '+' comes, ' ' stays
	Text string
}

// A Mistake says what is wrong with an edit, and in which line of its text,
// counted from 1.
type Mistake struct {
	Line int
	Text string
}

func (m *Mistake) Error() string { return m.Text }

func mistake(line int, format string, args ...any) error {
	return &Mistake{line, fmt.Sprintf(format, args...)}
}

// Parse reads an edit. Until a line @@ names another, it is of the given file;
// where that is empty, the first line must name one. Errors are of type
// [*Mistake].
func Parse(file, text string) (*Edit, error) {
	e, c := &Edit{}, Change{File: file, Line: 1}
	number := 0
	for line := range strings.SplitSeq(strings.TrimRight(text, " \t\r\n"), "\n") {
		number++
		line = strings.TrimRight(line, " \t\r")
		if rest, ok := strings.CutPrefix(line, "@@"); ok {
			if err := e.add(c); err != nil {
				return nil, err
			}
			c = Change{File: c.File, Line: number}
			if rest = strings.TrimSpace(rest); rest != "" {
				c.File = rest
			}
			continue
		}
		op, rest := byte(' '), ""
		if line != "" {
			op, rest = line[0], strings.TrimPrefix(line[1:], " ")
		}
		if op != ' ' && op != '-' && op != '+' {
			return nil, mistake(number, "a line of an edit begins with - if it goes, + if it comes, and a blank if it stays: %s", line)
		}
		if len(c.Lines) == 0 {
			if rest == "" {
				continue // a blank line before it
			}
			c.Line = number
		}
		c.Lines = append(c.Lines, Line{op, rest})
	}
	if err := e.add(c); err != nil {
		return nil, err
	}
	if len(e.Changes) == 0 {
		return nil, mistake(1, "an edit that changes nothing; write - before a line that goes, and + before one that comes")
	}
	return e, nil
}

// add takes a change that is complete. One without lines is none.
func (e *Edit) add(c Change) error {
	for n := len(c.Lines); n > 0 && c.Lines[n-1] == (Line{Op: ' '}); n-- {
		c.Lines = c.Lines[:n-1]
	}
	if len(c.Lines) == 0 {
		return nil
	}
	count := map[byte]int{}
	for _, l := range c.Lines {
		count[l.Op]++
	}
	switch {
	case c.File == "":
		return mistake(c.Line, "which file? begin with a line such as @@ server/main.go")
	case count['-']+count['+'] == 0:
		return mistake(c.Line, "nothing is changed here; write - before a line that goes, and + before one that comes")
	case count['-']+count[' '] == 0:
		return mistake(c.Line, "where do these lines go? add the line before or after them, with a blank in front of it")
	}
	dedent(c.Lines)
	e.Changes = append(e.Changes, c)
	return nil
}

// dedent takes off the tabs that all lines begin with.
func dedent(lines []Line) {
	common := -1
	for _, l := range lines {
		if tabs := len(l.Text) - len(strings.TrimLeft(l.Text, "\t")); l.Text != "" && (common < 0 || tabs < common) {
			common = tabs
		}
	}
	for i := range lines {
		if lines[i].Text != "" {
			lines[i].Text = lines[i].Text[common:]
		}
	}
}

// Apply makes the changes in files, named like server/main.go, and returns
// those that differ then. Errors are of type [*Mistake].
func (e *Edit) Apply(files map[string]string) (map[string]string, error) {
	out := map[string]string{}
	for _, c := range e.Changes {
		text, ok := out[c.File]
		if !ok {
			text, ok = files[c.File]
		}
		if !ok {
			names := slices.Sorted(maps.Keys(files))
			hint := nearest.Hint(c.File, names)
			if hint == "" {
				hint = "; there are " + strings.Join(names, ", ")
			}
			return nil, mistake(c.Line, "no file %s to edit%s", c.File, hint)
		}
		lines := strings.Split(text, "\n")
		at, fresh, err := c.find(lines)
		if err != nil {
			return nil, err
		}
		out[c.File] = strings.Join(slices.Replace(lines, at, at+len(c.old()), fresh...), "\n")
	}
	return out, nil
}

// old are the lines that must be there.
func (c *Change) old() []string {
	var old []string
	for _, l := range c.Lines {
		if l.Op != '+' {
			old = append(old, l.Text)
		}
	}
	return old
}

// fresh are the lines that will be there, indented by tabs.
func (c *Change) fresh(tabs string) []string {
	var fresh []string
	for _, l := range c.Lines {
		switch {
		case l.Op == '-':
		case l.Text == "":
			fresh = append(fresh, "")
		default:
			fresh = append(fresh, tabs+l.Text)
		}
	}
	return fresh
}

// find returns the only place where the change fits, and the lines that come there.
// Where none is indented as the change is, indentation does not count.
func (c *Change) find(lines []string) (at int, fresh []string, err error) {
	old := c.old()
	var places []int
	for i := 0; i+len(old) <= len(lines); i++ {
		if tabs, ok := fits(lines[i:i+len(old)], old); ok {
			fresh = c.fresh(tabs)
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		for i := 0; i+len(old) <= len(lines); i++ {
			if there := lines[i : i+len(old)]; slices.EqualFunc(there, old, sameText) {
				fresh = c.indented(there)
				places = append(places, i)
			}
		}
	}
	switch len(places) {
	case 0:
		return 0, nil, mistake(c.Line, "this does not fit into %s%s", c.File, c.missing(lines))
	case 1:
		return places[0], fresh, nil
	}
	var numbers []string
	for _, i := range places {
		numbers = append(numbers, fmt.Sprint(i+1))
	}
	return 0, nil, mistake(c.Line, "this fits %d times into %s, at lines %s; add a line around it that tells them apart", len(places), c.File, strings.Join(numbers, ", "))
}

func sameText(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// indented are the lines that will be there, where the change is indented otherwise
// than what is there: each as the old line before it, or one tab more or less.
func (c *Change) indented(there []string) []string {
	var fresh []string
	first := slices.IndexFunc(c.Lines, func(l Line) bool { return l.Op != '+' && l.Text != "" })
	near, tabs := c.Lines[first].Text, indentation(there[c.before(first)])
	for i, l := range c.Lines {
		if l.Op != '+' && l.Text != "" {
			near, tabs = l.Text, indentation(there[c.before(i)])
		}
		switch text := strings.TrimSpace(l.Text); {
		case l.Op == '-':
		case l.Op == ' ':
			fresh = append(fresh, there[c.before(i)])
		case text == "":
			fresh = append(fresh, "")
		case width(l.Text) > width(near):
			fresh = append(fresh, tabs+"\t"+text)
		case width(l.Text) < width(near):
			fresh = append(fresh, strings.TrimSuffix(tabs, "\t")+text)
		default:
			fresh = append(fresh, tabs+text)
		}
	}
	return fresh
}

// before is how many old lines stand before the line of that index.
func (c *Change) before(index int) int {
	n := 0
	for _, l := range c.Lines[:index] {
		if l.Op != '+' {
			n++
		}
	}
	return n
}

func indentation(line string) string {
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// width is how far a line is indented, a tab counted as four blanks.
func width(line string) int { return len(strings.ReplaceAll(indentation(line), "\t", "    ")) }

// fits reports whether there are the old lines, all indented by the same tabs.
func fits(there, old []string) (tabs string, ok bool) {
	known := false
	for i, want := range old {
		have := strings.TrimRight(there[i], " \t\r")
		if want == "" {
			if have != "" {
				return "", false
			}
			continue
		}
		before, cut := strings.CutSuffix(have, want)
		if !cut || strings.Trim(before, "\t") != "" || known && before != tabs {
			return "", false
		}
		tabs, known = before, true
	}
	return tabs, true
}

// missing names the first of its lines that is not there, or says that they do
// not follow each other.
func (c *Change) missing(lines []string) string {
	for _, want := range c.old() {
		want = strings.TrimSpace(want)
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.TrimSpace(l) == want }) {
			return ", which has no line " + want
		}
	}
	return ", where these lines do not follow each other so"
}
