package cell

import (
	"go/types"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/certify"
)

// counts finds where a program asks how many goroutines there are: in a terminal's
// process there are others than the cells' own.
func counts(c *gocheck.Checked) (first certify.Refusal, found bool) {
	for id, o := range c.Info.Uses {
		fn, ok := o.(*types.Func)
		if !ok || fn.FullName() != "runtime.NumGoroutine" {
			continue
		}
		at := c.Fset.PositionFor(id.Pos(), false)
		r := certify.Refusal{File: at.Filename, Line: at.Line, Column: at.Column, Construct: "runtime.NumGoroutine would count the terminal's own"}
		if !found || r.File < first.File || r.File == first.File && r.Line < first.Line {
			first, found = r, true
		}
	}
	return first, found
}
