// Package figure draws pictures from data: lines in a lesson in, inline SVG out.
//
//	title: An echo through the layers
//	application | echo | your two programs
//	transport   | TCP  | a stream of bytes, from port to port
//
// A line "title: …" comes first. What follows depends on the kind:
//
//	layers   NAME | EXAMPLE | NOTE       boxes on top of each other
//	ranges   FIRST-LAST | NAME | NOTE    parts of a scale, such as port numbers
//	states   NAME @ COLUMN,ROW           boxes in a grid of three columns, and
//	         NAME -> NAME: LABEL         arrows between them; a | in a label
//	                                     begins another line
//
// A picture is 360 units wide, so that it can be read on a telephone. It has no
// colours but those of its classes, and it is followed by the same as a list:
// see [Figure.List]. What does not fit is refused, not shrunk; an arrow that would
// run through a box, too. Start at [Parse].
package figure

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bothends/runner/nearest"
)

// A Figure is one picture.
type Figure struct {
	Kind, Title string
	rows        []row   // of layers and ranges
	nodes       []node  // of states
	arrows      []arrow // of states
}

// A row is a layer, or a range.
type row struct {
	name, example, note string
	first, last         int // of a range
}

type node struct {
	name        string
	column, row int
}

type arrow struct {
	from, to node
	label    []string
}

// A Mistake says what is wrong, and in which line of the text, from 1.
type Mistake struct {
	Line int
	Text string
}

func (m *Mistake) Error() string { return m.Text }

// How much text fits.
const (
	maxName  = 24
	maxNote  = 54
	maxNode  = 13
	maxLabel = 18
	columns  = 3
	maxRows  = 12
)

var kinds = []string{"layers", "ranges", "states"}

// Parse reads a figure of that kind. Errors are of type [*Mistake].
func Parse(kind, text string) (*Figure, error) {
	f := &Figure{Kind: kind}
	if !slices.Contains(kinds, kind) {
		return nil, &Mistake{1, fmt.Sprintf("no figure is called %q%s; there are %s", kind, nearest.Hint(kind, kinds), strings.Join(kinds, ", "))}
	}
	read := map[string]func(string) error{"layers": f.layer, "ranges": f.scale, "states": f.state}[kind]
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(line, "title:")
		switch {
		case line == "":
		case isTitle:
			f.Title = strings.TrimSpace(title)
		default:
			if err := read(line); err != nil {
				return nil, &Mistake{number, err.Error()}
			}
		}
	}
	switch {
	case f.Title == "":
		return nil, &Mistake{1, "a figure begins with a line title: what it shows"}
	case len(f.rows)+len(f.nodes) < 2:
		return nil, &Mistake{1, "a figure of fewer than two things says nothing"}
	}
	return f, nil
}

// fits refuses text that is too long.
func fits(text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		return fmt.Errorf("%q has %d characters; %d fit", text, n, most)
	}
	return nil
}

// cells splits a line of three cells.
func cells(line, form string) (a, b, c string, err error) {
	parts := strings.Split(line, "|")
	if len(parts) != 3 {
		return "", "", "", fmt.Errorf("a line here reads %s", form)
	}
	for i, most := range []int{maxName, maxName, maxNote} {
		parts[i] = strings.TrimSpace(parts[i])
		if err := fits(parts[i], most); err != nil {
			return "", "", "", err
		}
	}
	return parts[0], parts[1], parts[2], nil
}

func (f *Figure) layer(line string) error {
	name, example, note, err := cells(line, "NAME | EXAMPLE | NOTE")
	f.rows = append(f.rows, row{name: name, example: example, note: note})
	return err
}

var rangeForm = regexp.MustCompile(`^(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?$`)

func (f *Figure) scale(line string) error {
	numbers, name, note, err := cells(line, "FIRST-LAST | NAME | NOTE")
	if err != nil {
		return err
	}
	m := rangeForm.FindStringSubmatch(numbers)
	if m == nil {
		return fmt.Errorf("%q is no range; write 0-1023", numbers)
	}
	r := row{name: name, note: note, example: m[1]}
	r.first, _ = strconv.Atoi(m[1])
	if r.last = r.first; m[2] != "" {
		r.last, _ = strconv.Atoi(m[2])
		r.example += "–" + m[2]
	}
	if n := len(f.rows); r.last < r.first || n > 0 && r.first <= f.rows[n-1].last {
		return fmt.Errorf("ranges go up and do not overlap; %s does", r.example)
	}
	f.rows = append(f.rows, r)
	return nil
}

var (
	nodeForm  = regexp.MustCompile(`^(.+?)\s*@\s*(\d+)\s*,\s*(\d+)$`)
	arrowForm = regexp.MustCompile(`^(.+?)\s*->\s*(.+?)\s*(?::\s*(.*))?$`)
)

func (f *Figure) state(line string) error {
	if m := nodeForm.FindStringSubmatch(line); m != nil {
		n := node{name: m[1]}
		n.column, _ = strconv.Atoi(m[2])
		n.row, _ = strconv.Atoi(m[3])
		if n.column < 1 || n.column > columns || n.row < 1 || n.row > maxRows {
			return fmt.Errorf("%s stands outside: columns are 1 to %d, rows 1 to %d", n.name, columns, maxRows)
		}
		for _, o := range f.nodes {
			if o.name == n.name || o.column == n.column && o.row == n.row {
				return fmt.Errorf("%s is where %s is, or has its name", n.name, o.name)
			}
		}
		f.nodes = append(f.nodes, n)
		return fits(n.name, maxNode)
	}
	m := arrowForm.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("a line here reads NAME @ COLUMN,ROW or NAME -> NAME: LABEL")
	}
	var a arrow
	for i, end := range []*node{&a.from, &a.to} {
		at := slices.IndexFunc(f.nodes, func(n node) bool { return n.name == m[i+1] })
		if at < 0 {
			var names []string
			for _, n := range f.nodes {
				names = append(names, n.name)
			}
			return fmt.Errorf("no %s is placed above%s", m[i+1], nearest.Hint(m[i+1], names))
		}
		*end = f.nodes[at]
	}
	if a.from == a.to {
		return fmt.Errorf("an arrow leads from %s to itself", a.from.name)
	}
	if m[3] != "" {
		for part := range strings.SplitSeq(m[3], "|") {
			a.label = append(a.label, strings.TrimSpace(part))
			if err := fits(strings.TrimSpace(part), maxLabel); err != nil {
				return err
			}
		}
	}
	if n := f.through(a); n != "" {
		return fmt.Errorf("the arrow from %s to %s runs through %s; place one of them elsewhere", a.from.name, a.to.name, n)
	}
	f.arrows = append(f.arrows, a)
	return nil
}

// List says in lines what the picture shows.
func (f *Figure) List() []string {
	var all []string
	for _, r := range f.rows {
		line := r.name + ": " + r.example
		if f.Kind == "ranges" {
			line = r.example + ": " + r.name
		}
		if r.note != "" {
			line += " – " + r.note
		}
		all = append(all, line)
	}
	for _, a := range f.arrows {
		line := "From " + a.from.name + " to " + a.to.name
		if len(a.label) > 0 {
			line += ": " + strings.Join(a.label, " ")
		}
		all = append(all, line)
	}
	for _, n := range f.nodes {
		if !slices.ContainsFunc(f.arrows, func(a arrow) bool { return a.from == n || a.to == n }) {
			all = append(all, n.name)
		}
	}
	return all
}
