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
	"go/types"
	"strings"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/host"
)

// rewritings are all of them. Each sees the program as the one before left it.
var rewritings = []struct {
	name    string
	rewrite func(*rewriter)
}{
	{"range over what the library yields", rangeLibrary},
	{"a generic function of the library", library},
	{"a generic declaration", generics},
	{"range over a function", rangeFunc},
	{"a variable without a name", nothings},
	{"a constant of the program's own type", constants},
	{"a constant expression", folds},
	{"a constant that nothing uses", unusedConstants},
	{"a promoted field or method", promoted},
	{"an unexported field", hiddenFields},
	{"struct types with the same fields", identities},
	{"flag.Usage", usage},
	{"a literal in an interface or of the library", literals},
	{"an interface that the library is asked for", asked},
	{"several values that become interfaces", spread},
	{"a value in an interface", boxes},
	{"a value in an interface of the program", fresh},
	{"an interface from a call as an argument", interfaceArguments},
	{"a parameter without a name", parameters},
	{"range that assigns", rangeAssignments},
	{"range over an array, a string or channels", ranges},
	{"range over an integer", rangeInt},
	{"a loop without a condition", forever},
	{"a received variable", receives},
	{"a dereference", stars},
	{"parentheses around what is called", parens},
	{"a label", labels},
	{"a statement before a condition", clauses},
	{"a loop with a beginning only", loopClauses},
	{"a switch", switches},
	{"break in a select", breaks},
	{"a switch on conditions", chains},
	{"a call as a condition", conditions},
	{"a builtin function that is returned", builtinReturns},
	{"min, max or clear", minMax},
	{"a method value", methodValues},
	{"a function as a value", functionValues},
	{"go", launches},
	{"defer", defers},
	{"a case of a select that assigns", selectAssignments},
	{"a result", results},
	{"a variable that is shared", cells},
	{"an assignment", assignments},
	{"a case of a select", selects},
	{"a function literal", captures},
	{"a definition of several values", severalValues},
}

// rounds is how deep a construct is looked for in one of its own kind that was
// rewritten. What is deeper is left to package certify.
const rounds = 4

// Load checks a lowered program, which may use package host.
func Load(files map[string]string) (*gocheck.Checked, []gocheck.Problem) {
	return gocheck.LoadWith(files, []*types.Package{host.Package()})
}

// Program returns the program with all rewritings applied.
func Program(c *gocheck.Checked) (*gocheck.Checked, error) {
	for _, source := range c.Sources {
		if strings.Contains(source, Prefix) {
			return c, nil
		}
	}
	names, all := 0, places(c.Files)
	for _, r := range rewritings {
		for range rounds {
			w := &rewriter{Checked: c, places: all, names: names}
			r.rewrite(w)
			if len(w.edits) == 0 {
				break
			}
			names = w.names
			next, problems := c.Again(w.apply(), []*types.Package{host.Package()})
			if len(problems) > 0 {
				return nil, fmt.Errorf("%v: does not compile after %s was rewritten, which is a fault of the rewriting", problems[0], r.name)
			}
			c, all = next, places(next.Files)
		}
	}
	return c, nil
}
