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
// the code: each file is about one group of them, and says which
// distinctions it draws because yaegi goes wrong on one side.
//
// Two hazards need more than a list, and are constructs by the analysis that
// finds them: variables that closures share (variables.go, functions.go), and
// the order of evaluation (order.go). never_test.go keeps what is known to go wrong from becoming evidence
// by chance.
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
	"slices"
	"strings"
	"sync"

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

// allowed maps each construct on the list to the program that shows it.
var allowed = sync.OnceValue(func() map[string]string {
	list := map[string]string{}
	for line := range strings.Lines(allowedText) {
		construct, program, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list[construct] = program
	}
	return list
})

// Program returns what of a program is not on the list, by place. There is
// nothing if yaegi executes the program as Go does.
func Program(c *gocheck.Checked) []Refusal {
	var refusals []Refusal
	examine(c, func(pos token.Pos, construct, detail string) {
		if _, ok := allowed()[construct]; ok {
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
