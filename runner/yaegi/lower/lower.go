// Package lower rewrites a program into one that means the same to Go, and that
// yaegi, which gets some constructs wrong, executes as Go executes the original.
//
// Each rewriting is in a file of its own and about one construct; [Program]
// applies them in the order of one list. They work on the text, with the
// types of the checked program at hand, and only ever insert or replace within a
// line. So every line keeps its number, in errors and panics as on the page;
// columns after a rewritten place are those of the new text.
//
// A construct that a rewriting does not understand in some shape is left as it
// is; package certify then refuses it. Names that rewritings introduce begin with
// "lowered" and end in a number; a program that has such names is left alone.
//
// Start at [Program].
package lower

import (
	"fmt"
	"strings"

	"bothends/runner/gocheck"
)

// rewritings are all of them. Each sees the program as the one before left it.
var rewritings = []struct {
	name    string
	rewrite func(*rewriter)
}{
	{"a constant of the program's own type", constants},
	{"a parameter without a name", parameters},
	{"range over an integer", rangeInt},
	{"range over a string or channels", ranges},
	{"a loop variable", loopVariables},
	{"break in a select", breaks},
	{"a shift", shifts},
	{"what is received", receives},
	{"a builtin function that is returned", builtinReturns},
	{"min, max or clear", minMax},
	{"a generic call", instances},
	{"errors.As", errorsAs},
	{"a wrapped error", wrappedErrors},
	{"a method value", methodValues},
	{"go or defer", launches},
	{"go in a loop", startedInLoops},
	{"a closure", closures},
	{"a definition of several values", severalValues},
	{"a named result", namedResults},
}

// rounds is how deep a construct is looked for in one of its own kind that was
// rewritten. What is deeper is left to package certify.
const rounds = 4

// Program returns the sources of a program with all rewritings applied.
func Program(c *gocheck.Checked) (map[string]string, error) {
	for _, source := range c.Sources {
		if strings.Contains(source, prefix) {
			return c.Sources, nil
		}
	}
	names := 0
	for _, r := range rewritings {
		for range rounds {
			w := &rewriter{Checked: c, names: names}
			r.rewrite(w)
			if len(w.edits) == 0 {
				break
			}
			names = w.names
			next, problems := gocheck.Load(w.apply())
			if len(problems) > 0 {
				return nil, fmt.Errorf("%v: does not compile after %s was rewritten, which is a fault of the rewriting", problems[0], r.name)
			}
			c = next
		}
	}
	return c.Sources, nil
}
