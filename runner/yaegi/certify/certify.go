// Package certify says whether yaegi executes a program exactly as Go does.
//
// It holds an allow-list. A checked program is taken apart into constructs,
// each named by a phrase such as "range over a slice with key and value" or
// "struct copied from an element into an argument": what a statement or an
// expression is, what it is made of, and the types that matter to it. A
// construct is allowed if it occurs in one of the programs under testdata that
// print, and end, under bare yaegi as they do under Go (allowed.txt names one
// such program for each). Everything else is refused: what is known to go
// wrong, and what nobody has tried.
//
// Programs come here after package lower. Columns of a refusal are those of the
// text that was certified; lines are the reader's.
//
// So there are two things to judge here. One is the list, which is evidence:
// add a program to testdata/same, run go test -update, and read the difference
// in allowed.txt. The other is how finely constructs are told apart, which is
// the code: each file is about one group of them, and says which distinctions
// it draws because yaegi goes wrong on one side.
//
// Programs that are too much for the interpreter, or for taking apart, are
// refused as a whole (bounds.go).
//
// Two hazards need more than a list, and are constructs by the analysis that
// finds them: variables that closures share (variables.go, functions.go), and
// the order of evaluation (order.go). hazards.go names what is known to go
// wrong, which never becomes evidence by chance.
//
// What no list can tell is how a program ends that fails at run time: that,
// and what recover returns, package yaegi sees to.
//
// Start at [Program].
package certify

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"

	"bothends/runner/gocheck"
)

// A Refusal is one construct of a program for which it is not known that yaegi
// executes it as Go does.
type Refusal struct {
	File         string
	Line, Column int // from 1; the column counts bytes
	Construct    string
}

// String is the refusal in one line.
func (r Refusal) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", r.File, r.Line, r.Column, r.Construct)
}

//go:embed allowed.txt
var allowedText string

// isAllowed looks a construct up among the lines of the list, which are sorted:
// a program has few constructs, and to make a map of all that are allowed takes
// longer than to certify it.
func isAllowed(construct string) bool {
	from, to := 0, len(allowedText) // the line is among these
	for from < to {
		start := from
		if i := strings.LastIndexByte(allowedText[from:(from+to)/2], '\n'); i >= 0 {
			start += i + 1
		}
		line, _, _ := strings.Cut(allowedText[start:to], "\n")
		listed, _, _ := strings.Cut(line, "\t")
		switch c := strings.Compare(construct, listed); {
		case c == 0:
			return true
		case c < 0:
			to = start
		default:
			from = min(start+len(line)+1, to)
		}
	}
	return false
}

// Program returns what of a program is not on the list, by place. There is
// nothing if yaegi executes the program as Go does.
func Program(c *gocheck.Checked) (refusals []Refusal) {
	defer func() {
		if x := recover(); x != nil { // what we did not think of must not keep Go's compiler from the program
			refusals = []Refusal{{slices.Sorted(maps.Keys(c.Sources))[0], 1, 1, fmt.Sprintf("%v, which is a fault of the list", x)}}
		}
	}()
	if r, ok := TooMuch(c); ok {
		return []Refusal{r}
	}
	known := make(map[string]bool, 256) // as many as a small program has
	examine(c, func(pos token.Pos, construct, detail string) {
		ok, asked := known[construct]
		if !asked {
			ok = isAllowed(construct)
			known[construct] = ok
		}
		if ok {
			return
		}
		at := c.Fset.PositionFor(pos, false)
		refusals = append(refusals, Refusal{at.Filename, at.Line, at.Column, strings.TrimSpace(construct + " " + detail)})
	})
	slices.SortStableFunc(refusals, func(a, b Refusal) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(refusals)
}
