package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// assignments takes apart those that yaegi makes in the wrong order, or not at
// all: of several values, whose operands on the left it looks at late, and of
// literals and receives, for which it puts another variable in the place of the
// old one.
//
//	i, a[i] = 1, f()           lowered1 := i; lowered2 := f(); i = 1; a[lowered1] = lowered2
//	t.n, t.err = f()           lowered1, lowered2 := f(); t.n = lowered1; t.err = lowered2
//	t = T{1, 2}                lowered1 := T{1, 2}; t = lowered1
//
// Those in the clauses of loops and conditions are left alone.
func assignments(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.AssignStmt)
		if !ok || s.Tok != token.ASSIGN || !inList(within) || within[len(within)-1] == ast.Node(nil) {
			return
		}
		if c, ok := within[len(within)-1].(*ast.CommClause); ok && c.Comm == ast.Stmt(s) {
			return
		}
		switch {
		case len(s.Lhs) != len(s.Rhs):
			w.assignResults(s, within)
		case len(s.Lhs) > 1:
			w.assignEach(s, within)
		default:
			w.assignOne(s, within)
		}
	})
}

// assignOne puts a value into a variable first.
func (w *rewriter) assignOne(s *ast.AssignStmt, within []ast.Node) {
	left, right := s.Lhs[0], s.Rhs[0]
	t := w.Info.TypeOf(left)
	boxed := w.isCell(left) && types.IsInterface(t) && !types.IsInterface(w.Info.TypeOf(right)) && !w.Info.Types[right].IsNil()
	if isBlank(left) || !boxed && !isLiteral(right) || isAddress(right) && !boxed || strings.Contains(w.text(left), "\n") {
		return
	}
	name := w.name()
	define, ok := w.define(name, right, t)
	if !ok {
		return
	}
	open, end := w.scopeFor(within)
	w.replace(s.Pos(), right.Pos(), open+define)
	w.insert(s.End(), fmt.Sprintf("; %s = %s%s", w.text(left), name, end))
}

// isCell reports whether an expression is a variable that has been put behind a
// pointer.
func (w *rewriter) isCell(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && isLowered(s.X)
}

func isAddress(e ast.Expr) bool {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	return ok && u.Op == token.AND
}

// assignResults assigns the several values of one expression.
func (w *rewriter) assignResults(s *ast.AssignStmt, within []ast.Node) {
	_, call := ast.Unparen(s.Rhs[0]).(*ast.CallExpr)
	if call && plain(s.Lhs) {
		return
	}
	var names []string
	p := &targets{w: w}
	text := ""
	for _, left := range s.Lhs {
		if isBlank(left) {
			names = append(names, "_")
			continue
		}
		names = append(names, w.name())
		text += fmt.Sprintf("; %s = %s", p.place(left), names[len(names)-1])
	}
	if text == "" || p.fails || strings.Contains(text, "\n") {
		return
	}
	open, end := w.scopeFor(within)
	w.replace(s.Pos(), s.Rhs[0].Pos(), fmt.Sprintf("%s%s%s := ", open, p.before, strings.Join(names, ", ")))
	w.insert(s.End(), text+end)
}

// assignEach assigns as many values as there are targets.
func (w *rewriter) assignEach(s *ast.AssignStmt, within []ast.Node) {
	p := &targets{w: w}
	for _, left := range s.Lhs {
		if v := w.variable(left); v != nil {
			p.assigned = append(p.assigned, v)
		}
	}
	var to []string
	for _, left := range s.Lhs {
		to = append(to, p.place(left))
	}
	text, defines := "", make([]string, len(s.Rhs))
	for i, right := range s.Rhs {
		value := w.text(right)
		if !w.constant(right) {
			value = w.name()
			t := w.Info.TypeOf(s.Lhs[i])
			if isBlank(s.Lhs[i]) {
				t = types.Default(w.Info.TypeOf(right))
			}
			define, ok := w.define(value, right, t)
			p.fails = p.fails || !ok
			defines[i] = define
		}
		text += fmt.Sprintf("; %s = %s", to[i], value)
	}
	if p.fails || strings.Contains(text, "\n") {
		return
	}
	open, end := w.scopeFor(within)
	start, before := s.Pos(), open+p.before
	for i, right := range s.Rhs {
		if defines[i] == "" {
			continue
		}
		w.replace(start, right.Pos(), before+defines[i])
		start, before = right.End(), "; "
	}
	if start == s.Pos() {
		text = before + strings.TrimPrefix(text, "; ")
	}
	w.replace(start, s.End(), text+end)
}

// targets evaluates the operands of what is assigned to.
type targets struct {
	w        *rewriter
	assigned []*types.Var // by the same statement
	before   string       // statements that evaluate
	fails    bool
}

// place is what to assign to, later.
func (p *targets) place(e ast.Expr) string {
	w := p.w
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if s := w.Info.Selections[e]; s == nil {
			return w.text(e) // of a package
		} else if isPointer(s.Recv()) {
			return p.operand(e.X) + "." + e.Sel.Name
		} else if s.Indirect() {
			p.fails = true
		}
		return p.place(e.X) + "." + e.Sel.Name
	case *ast.IndexExpr:
		base := ""
		if _, array := w.Info.TypeOf(e.X).Underlying().(*types.Array); array {
			base = p.place(e.X)
		} else {
			base = p.operand(e.X)
		}
		return base + "[" + p.operand(e.Index) + "]"
	case *ast.StarExpr:
		return "*" + p.operand(e.X)
	}
	p.fails = true
	return ""
}

// operand is what an operand is now.
func (p *targets) operand(e ast.Expr) string {
	if v := p.w.variable(e); p.w.constant(e) || isLowered(e) || v != nil && !p.isAssigned(v) {
		return p.w.text(e)
	}
	name := p.w.name()
	define, ok := p.w.define(name, e, p.w.Info.TypeOf(e))
	p.fails = p.fails || !ok
	p.before += define + p.w.text(e) + "; "
	return name
}

func (p *targets) isAssigned(v *types.Var) bool {
	for _, a := range p.assigned {
		if a == v {
			return true
		}
	}
	return false
}
