package gocheck

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"regexp"
	"strings"
)

// typeCheck is the compiler's main stage. Branch errors, which the compiler
// finds while it parses, come without any others, as there.
func typeCheck(p *program) (problems []Problem) {
	c := &collector{program: p}
	defer func() {
		if x := recover(); x != nil {
			problems = []Problem{p.problem(p.files[0].Package, fmt.Sprintf("the type checker gave up on this program: %v", x))}
		}
	}()
	conf := types.Config{
		GoVersion: GoVersion,
		Importer:  newImporter(p.fset),
		Sizes:     types.SizesFor("gc", "amd64"),
		Error:     c.take,
	}
	conf.Check("main", p.fset, p.files, nil) // its error is the first that take got
	return c.problems()
}

// A collector takes the errors of go/types and makes them the compiler's.
type collector struct {
	program  *program
	found    []Problem
	branches []bool // whether found[i] is about a label, break, continue or goto
}

// take is called with each error as it is found.
func (c *collector) take(err error) {
	e := err.(types.Error)
	at := c.program.problem(e.Pos, e.Msg)
	// go/types reports the further places of one error separately, each with
	// a tab; the compiler makes them lines of the same error.
	if more, ok := strings.CutPrefix(e.Msg, "\t"); ok && len(c.found) > 0 {
		at.Text = more
		c.found[len(c.found)-1].Text += "\n\t" + at.String()
		return
	}
	if requires.MatchString(at.Text) {
		at.Text += c.versionHint(at.File)
	}
	c.found = append(c.found, at)
	c.branches = append(c.branches, branchCode(e))
}

// requires matches errors about features that the file's version lacks.
var requires = regexp.MustCompile(`requires go[0-9]+\.[0-9]+ or later`)

// versionHint says which constraint made the file older than the program.
func (c *collector) versionHint(file string) string {
	for i, name := range c.program.names {
		if name == file {
			return fmt.Sprintf(" (file declares //go:build %s)", c.program.files[i].GoVersion)
		}
	}
	return ""
}

// problems returns what the compiler would print.
func (c *collector) problems() []Problem {
	var all, branches report
	for i, p := range c.found {
		if c.branches[i] {
			branches.add(p)
		}
		all.add(p)
	}
	if problems := branches.sorted(); problems != nil {
		return problems
	}
	return all.sorted()
}

// branchCode reports whether the error is one of those that the compiler finds
// while it parses. go/types numbers its errors but does not export the number;
// TestBranchErrors notices if that changes.
func branchCode(e types.Error) bool {
	const first, last = 104, 109 // UnusedLabel … MisplacedLabel
	code := reflect.ValueOf(e).FieldByName("go116code")
	return code.IsValid() && code.CanInt() && code.Int() >= first && code.Int() <= last
}

// bodies finds functions without a body, which only assembly could give them.
func bodies(p *program) []Problem {
	var r report
	for _, f := range p.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body == nil {
				r.add(p.problem(fn.Name.Pos(), "missing function body"))
			}
		}
	}
	return r.sorted()
}

// entry finds out whether there is a func main. It is the linker that misses
// it, so it comes last.
func entry(p *program) []Problem {
	for _, f := range p.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
				return nil
			}
		}
	}
	return []Problem{p.problem(p.files[0].Package, "function main is undeclared in the main package")}
}
