package gocheck

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// typeCheck is the compiler's main stage. Errors of branches come with those
// of types, as there.
func typeCheck(p *program) (problems []Problem) {
	c := &collector{program: p}
	defer func() {
		if x := recover(); x != nil {
			problems = []Problem{p.problem(p.files[0].Package, fmt.Sprintf("the type checker gave up on this program: %v", x))}
		}
	}()
	defer func() { problems = c.problems() }()
	branches(p, c.report.add)
	for _, problem := range p.late {
		c.report.add(problem)
	}
	if err := p.readImports(); err != nil {
		c.report.add(p.problem(p.files[0].Package, err.Error()))
		return nil // see the deferred function
	}
	conf := types.Config{
		GoVersion: GoVersion,
		Importer:  p.importer,
		Sizes:     Sizes(),
		Error:     c.take,
	}
	p.info = newInfo(p.sources)
	p.pkg, _ = conf.Check("main", p.fset, p.files, p.info) // its error is the first that take got
	return nil
}

// readImports makes the importer, unless there is one already.
func (p *program) readImports() error {
	fresh := p.importer == nil
	if fresh {
		p.importer = newImporter()
	}
	p.importer.add(p.given)
	if !fresh {
		return nil
	}
	return p.importer.load(p.imports, selected(p.lexemes))
}

// newInfo has room for what these sources usually hold.
func newInfo(sources map[string]string) *types.Info {
	size := 0
	for _, source := range sources {
		size += len(source)
	}
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue, size/8),
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         make(map[*ast.Ident]types.Object, size/48),
		Uses:         make(map[*ast.Ident]types.Object, size/10),
		Implicits:    map[ast.Node]types.Object{},
		Selections:   make(map[*ast.SelectorExpr]*types.Selection, size/64),
		Scopes:       make(map[ast.Node]*types.Scope, size/80),
		FileVersions: map[*ast.File]string{},
	}
}

// A collector takes the errors of go/types and makes them the compiler's.
type collector struct {
	program *program
	report  report
	pending *Problem // the last error, which may get further lines
}

// take is called with each error as it is found.
func (c *collector) take(err error) {
	e := err.(types.Error)
	kind, _, _ := details(e)
	if kind.ofBranch() {
		return
	}
	if (kind == unusedVariable || kind == unusedImport) && len(c.program.late) > 0 {
		return // it may be used where go/parser made nothing of the source
	}
	// go/types reports the further places of one error separately, each with
	// a tab; the compiler makes them lines of the same error.
	if more, ok := strings.CutPrefix(e.Msg, "\t"); ok {
		if c.pending != nil {
			c.pending.Text += "\n\t" + c.program.problem(c.program.otherCase(kind, e), more).String()
		}
		return
	}
	if c.flush(); c.report.full {
		return // a panic would end the type checker, which would print where it was
	}
	problem := c.program.problem(c.program.place(e), c.program.wording(kind, e))
	c.pending = &problem
}

// flush passes the pending error on.
func (c *collector) flush() {
	if c.pending != nil {
		c.report.add(*c.pending)
		c.pending = nil
	}
}

// problems returns what the compiler would print.
func (c *collector) problems() []Problem {
	c.flush()
	return c.report.sorted()
}

// bodies finds functions without a body, which only assembly could give them.
func bodies(p *program) []Problem {
	var r report
	for _, f := range p.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body != nil {
				continue
			}
			at := fn.Name.Pos()
			if fn.Recv != nil {
				at = fn.Recv.Opening
			}
			r.add(p.problem(at, "missing function body"))
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
