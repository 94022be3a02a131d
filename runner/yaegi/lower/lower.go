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
	"maps"
	"slices"
	"strings"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi/host"
)

// rewritings are all of them. Each sees the program as the one before left it.
var rewritings = []struct {
	name    string
	rewrite func(*rewriter)
}{
	{"a variable that is called as a type", namesakes},
	{"range over what the library yields", rangeLibrary},
	{"a type of a function", localTypes},
	{"a generic function of the library", library},
	{"a type made of one of the library", madeOf},
	{"a generic declaration", generics},
	{"range over a function", rangeFunc},
	{"a function type that refers to itself", recursion},
	{"a function of a field with methods", fieldFunctions},
	{"a variable without a name", nothings},
	{"new of a value", newValues},
	{"print and println", printlns},
	{"nil in front of !=", nils},
	{"a nil that is appended", appendedNils},
	{"package variables with one value", packageVariables},
	{"a character that a package variable begins with", packageRunes},
	{"log with places", logs},
	{"a variable that holds a format", formats},
	{"a line with a format", lines},
	{"a constant of the program's own type", constants},
	{"a constant expression", folds},
	{"a constant that nothing uses", unusedConstants},
	{"a field without a name", blankFields},
	{"a promoted field or method", promoted},
	{"an unexported field", hiddenFields},
	{"struct types with the same fields", identities},
	{"flag.Usage", usage},
	{"a variable that is defined again", redefined},
	{"a call beside what it may change", late},
	{"an interface that another one embeds", embeds},
	{"a literal in an interface or of the library", literals},
	{"an interface of the program that is asked for the library's", widened},
	{"an interface that the library is asked for", asked},
	{"several values that become interfaces", spread},
	{"a value in an interface", boxes},
	{"a type that is any", anything},
	{"operands of Print", operands},
	{"a value in an interface of the program", fresh},
	{"a method that is promoted", forwards},
	{"variadic arguments that are left out", leftOut},
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
	{"continue in a select", continues},
	{"break in a select", breaks},
	{"a switch on conditions", chains},
	{"a call as a condition", conditions},
	{"a builtin function that is returned", builtinReturns},
	{"an element that is appended behind another value", appended},
	{"min, max or clear", minMax},
	{"a fraction that becomes a small integer", narrow},
	{"the length of an array whose elements have keys", lengths},
	{"a method value", methodValues},
	{"a function as a value", functionValues},
	{"a function from a method that is returned", functionReturns},
	{"go", launches},
	{"defer", defers},
	{"a case of a select that assigns", selectAssignments},
	{"a result", results},
	{"a variable that is shared", cells},
	{"an assignment", assignments},
	{"a case of a select", selects},
	{closing, captures},
	{"a definition of several values", severalValues},
}

// rounds is how deep a construct is looked for in one of its own kind that was
// rewritten. What is deeper is left to package certify.
const rounds = 4

// closing is the rewriting after which few programs change any more. From there on the
// check of the whole, which is due in the end, is made at once.
const closing = "a function literal"

// Load checks a lowered program, which may use package host.
func Load(files map[string]string) (*gocheck.Checked, []gocheck.Problem) {
	return gocheck.LoadWith(files, given())
}

// Program returns the program with all rewritings applied.
func Program(c *gocheck.Checked) (*gocheck.Checked, error) { return program(c, false) }

// Cell is Program for one whose variables have values of programs before it: in
// their interfaces there may be a box.
func Cell(c *gocheck.Checked) (*gocheck.Checked, error) { return program(c, true) }

func program(c *gocheck.Checked, cell bool) (*gocheck.Checked, error) {
	for _, source := range c.Sources {
		if strings.Contains(source, Prefix) {
			return c, nil
		}
	}
	return apply(c, inParts, cell)
}

// inParts checks what the changes of one rewriting touch.
func inParts(c *gocheck.Checked, changes []gocheck.Change) (*gocheck.Checked, []gocheck.Problem) {
	return c.Change(changes, given())
}

// asAWhole checks all that there is after the changes of one rewriting.
func asAWhole(c *gocheck.Checked, changes []gocheck.Change) (*gocheck.Checked, []gocheck.Problem) {
	return c.Again(gocheck.Changed(c.Sources, changes), given())
}

// apply applies all rewritings. The program is checked after each that changes it,
// and as a whole in the end.
func apply(c *gocheck.Checked, change func(*gocheck.Checked, []gocheck.Change) (*gocheck.Checked, []gocheck.Problem), cell bool) (lowered *gocheck.Checked, err error) {
	at := ""
	defer func() {
		if x := recover(); x != nil { // what we did not think of must not keep Go's compiler from the program
			file := slices.Sorted(maps.Keys(c.Sources))[0]
			lowered, err = nil, fmt.Errorf("%s:1:1: %s: %v, which is a fault of the rewriting", file, at, x)
		}
	}()
	var p placer
	names, all, locals := 0, p.places(c.Files), &listing{}
	for _, r := range rewritings {
		at = r.name
		if r.name == closing {
			change = asAWhole
		}
		for range rounds {
			w := &rewriter{Checked: c, places: all, listing: locals, names: names, cell: cell}
			r.rewrite(w)
			if len(w.edits) == 0 {
				break
			}
			names = w.names
			next, problems := change(c, w.changes())
			if len(problems) > 0 {
				return nil, fault(problems[0], r.name)
			}
			c, all, locals = next, p.places(next.Files), &listing{}
		}
	}
	whole, problems := c.Whole(given())
	if len(problems) > 0 {
		return nil, fault(problems[0], "everything")
	}
	return whole, nil
}

// given are the packages that a lowered program may import besides the library's.
func given() []*types.Package { return []*types.Package{host.Package()} }

func fault(p gocheck.Problem, rewritten string) error {
	return fmt.Errorf("%v: does not compile after %s was rewritten, which is a fault of the rewriting", p, rewritten)
}
