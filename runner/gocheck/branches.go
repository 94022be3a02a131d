package gocheck

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// branches finds what is wrong with labels, break, continue, fallthrough and
// goto. go/types finds the same things, but the compiler leaves them to its
// parser, which words them otherwise.
func branches(p *program, report func(Problem)) {
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				checkBody(p, n.Body, report)
			case *ast.FuncLit:
				checkBody(p, n.Body, report)
			}
			return true
		})
	}
}

// A jumps follows the branches of one function body.
type jumps struct {
	program *program
	report  func(Problem)
	labels  map[string]*label
	order   []*label // the same, as they are declared
	gotos   []jump   // to be resolved when all labels are known
}

// A label is a labeled statement and the block that it stands in.
type label struct {
	stmt  *ast.LabeledStmt
	block *block
	used  bool
}

// A jump is a goto and the block that it stands in.
type jump struct {
	stmt  *ast.BranchStmt
	block *block
}

// A block is a list of statements in the tree of blocks.
type block struct {
	outer *block
	start token.Pos
	label *ast.LabeledStmt // of the statement that the block belongs to
	vars  []declared       // variables that its own statements declare
}

// A declared is a declaration of variables, as a goto might jump over it.
type declared struct {
	pos  token.Pos
	name string
}

// An around is the statements around another that it can break from or
// continue.
type around struct {
	breaks    bool
	continues bool
	fall      string // why fallthrough is wrong; empty at the end of a case that can
}

const outOfPlace = "fallthrough statement out of place"

func checkBody(p *program, body *ast.BlockStmt, report func(Problem)) {
	if body == nil {
		return
	}
	j := &jumps{program: p, report: report, labels: map[string]*label{}}
	j.list(body.List, &block{start: body.Lbrace}, around{fall: outOfPlace})
	for _, g := range j.gotos {
		j.resolve(g)
	}
	for _, l := range j.order {
		if !l.used {
			j.errorf(l.stmt.Pos(), "label %s defined and not used", l.stmt.Label.Name)
		}
	}
}

func (j *jumps) errorf(pos token.Pos, format string, args ...any) {
	j.report(j.program.problem(pos, fmt.Sprintf(format, args...)))
}

// list follows the statements of one block. Only its last statement, empty
// ones aside, can fall through.
func (j *jumps) list(stmts []ast.Stmt, b *block, a around) {
	last := len(stmts) - 1
	for last >= 0 && isEmpty(stmts[last]) {
		last--
	}
	for i, s := range stmts {
		inner := a
		if i != last && inner.fall == "" || i != last && inner.fall == lastCase {
			inner.fall = outOfPlace
		}
		j.stmt(s, b, inner, nil)
	}
}

const lastCase = "cannot fallthrough final case in switch"

func isEmpty(s ast.Stmt) bool {
	_, ok := s.(*ast.EmptyStmt)
	return ok
}

// stmt follows one statement of block b, which has a label if l is not nil.
func (j *jumps) stmt(s ast.Stmt, b *block, a around, l *ast.LabeledStmt) {
	nested := a
	nested.fall = outOfPlace
	inner := func(at token.Pos, stmts []ast.Stmt, a around) {
		j.list(stmts, &block{outer: b, start: at, label: l}, a)
	}
	switch s := s.(type) {
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR && len(d.Specs) > 0 {
			name := d.Specs[0].(*ast.ValueSpec).Names[0]
			b.vars = append(b.vars, declared{name.Pos(), name.Name})
		}
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			b.vars = append(b.vars, declared{s.TokPos, exprStrings(s.Lhs)})
		}
	case *ast.LabeledStmt:
		if s.Label.Name != "_" {
			j.declare(s, b)
		}
		j.stmt(s.Stmt, b, a, s)
	case *ast.BranchStmt:
		j.branch(s, b, a)
	case *ast.BlockStmt:
		inner(s.Lbrace, s.List, nested)
	case *ast.IfStmt:
		inner(s.Body.Lbrace, s.Body.List, nested)
		if s.Else != nil {
			inner(s.Else.Pos(), []ast.Stmt{s.Else}, nested)
		}
	case *ast.ForStmt:
		inner(s.Body.Lbrace, s.Body.List, around{true, true, outOfPlace})
	case *ast.RangeStmt:
		inner(s.Body.Lbrace, s.Body.List, around{true, true, outOfPlace})
	case *ast.SwitchStmt:
		for i, c := range s.Body.List {
			fall := ""
			if i == len(s.Body.List)-1 {
				fall = lastCase
			}
			inner(c.Pos(), c.(*ast.CaseClause).Body, around{true, a.continues, fall})
		}
	case *ast.TypeSwitchStmt:
		for _, c := range s.Body.List {
			inner(c.Pos(), c.(*ast.CaseClause).Body, around{true, a.continues, "cannot fallthrough in type switch"})
		}
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			inner(c.Pos(), c.(*ast.CommClause).Body, around{true, a.continues, outOfPlace})
		}
	}
}

func exprStrings(list []ast.Expr) string {
	text := ""
	for i, x := range list {
		if i > 0 {
			text += ", "
		}
		text += types.ExprString(x)
	}
	return text
}

func (j *jumps) declare(s *ast.LabeledStmt, b *block) {
	name := s.Label.Name
	if first := j.labels[name]; first != nil {
		j.errorf(s.Pos(), "label %s already defined at %s", name, j.place(first.stmt.Pos()))
		return
	}
	l := &label{stmt: s, block: b}
	j.labels[name] = l
	j.order = append(j.order, l)
}

// place writes a position as it stands within a message.
func (j *jumps) place(pos token.Pos) string {
	p := j.program.problem(pos, "")
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// branch follows a break, continue, goto or fallthrough.
func (j *jumps) branch(s *ast.BranchStmt, b *block, a around) {
	switch {
	case s.Tok == token.GOTO:
		j.gotos = append(j.gotos, jump{s, b})
	case s.Label != nil:
		j.labeled(s, b)
	case s.Tok == token.BREAK && !a.breaks:
		j.errorf(s.Pos(), "break is not in a loop, switch, or select")
	case s.Tok == token.CONTINUE && !a.continues:
		j.errorf(s.Pos(), "continue is not in a loop")
	case s.Tok == token.FALLTHROUGH && a.fall != "":
		j.errorf(s.Pos(), "%s", a.fall)
	}
}

// labeled follows a break or continue with a label, which must be that of a
// statement around it that one can break from or continue.
func (j *jumps) labeled(s *ast.BranchStmt, b *block) {
	l := j.labels[s.Label.Name]
	if l == nil {
		j.errorf(s.Label.Pos(), "%s label not defined: %s", s.Tok, s.Label.Name)
		return
	}
	l.used = true
	for b != nil && b.label != l.stmt {
		b = b.outer
	}
	ok := false
	switch l.stmt.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		ok = true
	case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		ok = s.Tok == token.BREAK
	}
	if b == nil || !ok {
		j.errorf(s.Label.Pos(), "invalid %s label %s", s.Tok, s.Label.Name)
	}
}

// resolve finds the label of a goto. It must stand in a block around the goto,
// with no variable of that block declared between the two.
func (j *jumps) resolve(g jump) {
	name, pos := g.stmt.Label.Name, g.stmt.Label.Pos()
	l := j.labels[name]
	if l == nil {
		j.errorf(pos, "label %s not defined", name)
		return
	}
	l.used = true
	b := g.block
	for b != nil && b != l.block {
		b = b.outer
	}
	if b == nil {
		j.errorf(pos, "goto %s jumps into block starting at %s", name, j.place(l.block.start))
		return
	}
	for _, v := range slices.Backward(b.vars) {
		if v.pos < l.stmt.Pos() {
			if g.stmt.Pos() < v.pos {
				j.errorf(pos, "goto %s jumps over declaration of %s at %s", name, v.name, j.place(v.pos))
			}
			return
		}
	}
}
