package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// assignments takes apart those that yaegi makes in the wrong order, or not at
// all: of several values, whose operands on the left it looks at late, and of
// literals and receives, for which it puts another variable in the place of the
// old one.
//
//	i, a[i] = 1, f()           lowered1 := i; lowered2 := f(); i = 1; a[lowered1] = lowered2
//	a[n], err = f()            lowered1, lowered2 := f(); lowered3 := n; a[lowered3] = lowered1; err = lowered2
//	t = T{1, 2}                lowered1 := T{1, 2}; t = lowered1
//	a[i] = b[j]                lowered1 := b[j]; a[i] = lowered1
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
	late := w.failsLate(left, right)
	if isBlank(left) || !boxed && !isLiteral(right) && !late || isAddress(right) && !boxed || strings.Contains(w.text(left), "\n") {
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

// failsLate reports whether a value that may fail is to fail before its place does, which yaegi
// looks at first, and somebody would see the difference.
func (w *rewriter) failsLate(left, right ast.Expr) bool {
	place, value := w.failures(left), w.failures(right)
	return place != 0 && value != 0 && (place|value)&ofOther != 0
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
	w.replace(s.Pos(), s.Rhs[0].Pos(), fmt.Sprintf("%s%s%s := ", open, p.calls, strings.Join(names, ", ")))
	w.insert(s.End(), strings.TrimSuffix("; "+p.before, "; ")+text+end)
}

// callsAny reports whether there is a call in an expression.
func (w *rewriter) callsAny(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && !w.Info.Types[call.Fun].IsType()
		return !found
	})
	return found
}

// assignEach assigns as many values as there are targets.
func (w *rewriter) assignEach(s *ast.AssignStmt, within []ast.Node) {
	p := &targets{w: w}
	for _, left := range s.Lhs {
		if v := w.variable(left); v != nil {
			p.assigned = append(p.assigned, v)
		}
	}
	text, defines, operands := "", make([]string, len(s.Rhs)), make([]string, len(s.Rhs))
	for i, right := range s.Rhs {
		to := p.place(s.Lhs[i])
		operands[i], p.calls, p.before = p.calls+p.before, "", ""
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
		text += fmt.Sprintf("; %s = %s", to, value)
	}
	order, ok := w.failingOrder(s)
	if w.isUnordered(nil, append(w.placesOf(s.Lhs), s.Rhs...)) {
		order, ok = w.callsFirst(s)
	}
	if !ok || p.fails || strings.Contains(text, "\n") {
		return
	}
	open, end := w.scopeFor(within)
	if order != nil {
		open += strings.Repeat("\n", w.line(s.Rhs[0].Pos())-w.line(s.Pos()))
		for _, step := range order {
			switch {
			case step < 0:
				open += operands[^step]
			case defines[step] != "":
				open += defines[step] + w.text(s.Rhs[step]) + "; "
			}
		}
		w.replace(s.Pos(), s.End(), open+strings.TrimPrefix(text, "; ")+end)
		return
	}
	start, before := s.Pos(), open+strings.Join(operands, "")
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

// placesOf are what there is to evaluate of what is assigned to.
func (w *rewriter) placesOf(list []ast.Expr) (operands []ast.Expr) {
	for _, e := range list {
		switch e := ast.Unparen(e).(type) {
		case *ast.IndexExpr:
			operands = append(operands, w.basesOf(e.X)...)
			operands = append(operands, e.Index)
		case *ast.SelectorExpr:
			if isLowered(e.X) {
				continue
			}
			if isPointer(w.Info.TypeOf(e.X)) {
				operands = append(operands, e.X)
			} else {
				operands = append(operands, w.placesOf([]ast.Expr{e.X})...)
			}
		case *ast.StarExpr:
			operands = append(operands, e.X)
		case *ast.CallExpr:
			operands = append(operands, e)
		}
	}
	return operands
}

// basesOf are what there is to evaluate of what an element is assigned to of.
func (w *rewriter) basesOf(e ast.Expr) []ast.Expr {
	if _, isArray := w.Info.TypeOf(e).Underlying().(*types.Array); isArray {
		return w.placesOf([]ast.Expr{e})
	}
	return []ast.Expr{e}
}

// callsFirst is the order in which Go evaluates values of which some are calls of the program, and
// others are read when these are made. It is not ok where that is not all there is to it.
func (w *rewriter) callsFirst(s *ast.AssignStmt) (order []int, ok bool) {
	if len(w.placesOf(s.Lhs)) > 0 {
		return nil, false
	}
	var reads []int
	for i, right := range s.Rhs {
		call, isCall := ast.Unparen(right).(*ast.CallExpr)
		switch {
		case isCall && w.isOwnCall(call) && !w.isUnordered(call.Fun, call.Args):
			order = append(order, i)
		case w.callsOwn(right), w.line(right.End()) != w.line(s.Rhs[0].Pos()):
			return nil, false
		default:
			reads = append(reads, i)
		}
	}
	return append(order, reads...), !slices.ContainsFunc(s.Rhs, hasFunction)
}

// failingOrder is in which order to evaluate the values of an assignment, and ^i for what there is
// to evaluate of place i; none if any will do, and not ok if it cannot be had. Go's compiler takes
// first what an assignment before it may change, and what stands behind one to a place in memory
// (ascompatee in cmd/compile/internal/walk/assign.go). Shared variables are such places by now.
func (w *rewriter) failingOrder(s *ast.AssignStmt) (order []int, ok bool) {
	var all failures
	var here []int // where yaegi would fail
	for i := range s.Lhs {
		for _, operand := range w.placesOf(s.Lhs[i : i+1]) {
			if f := w.failures(operand); f != 0 {
				all |= f
				here = append(here, ^i)
			}
		}
	}
	for i, right := range s.Rhs {
		if f := w.failures(right); f != 0 {
			all |= f
			here = append(here, i)
		}
	}
	if here = slices.Compact(here); len(here) < 2 || all == ofNil {
		return nil, true
	}
	var late []int
	assigned, memory := map[*types.Var]bool{}, false
	for i, left := range s.Lhs {
		switch {
		case memory:
			order = append(order, ^i, i)
		case w.uses(s.Rhs[i], assigned):
			order, late = append(order, i), append(late, ^i)
		default:
			late = append(late, i, ^i)
		}
		if v := w.holder(left); v != nil && v.Parent() != w.Package.Scope() {
			assigned[v] = true
		} else {
			memory = memory || !isBlank(left)
		}
	}
	order = append(order, late...)
	there := slices.DeleteFunc(slices.Clone(order), func(step int) bool { return !slices.Contains(here, step) })
	if slices.Equal(here, there) {
		return nil, true
	}
	return order, !slices.ContainsFunc(s.Rhs, hasFunction)
}

// holder is the variable that an expression is, or is a part of; none if it is behind a pointer.
func (w *rewriter) holder(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if s := w.Info.Selections[e]; s != nil && s.Kind() == types.FieldVal && !s.Indirect() {
			return w.holder(e.X)
		}
	case *ast.IndexExpr:
		if _, isArray := w.Info.TypeOf(e.X).Underlying().(*types.Array); isArray {
			return w.holder(e.X)
		}
	case *ast.Ident:
		return w.variable(e)
	}
	return nil
}

// uses reports whether an expression uses one of the variables.
func (w *rewriter) uses(e ast.Expr, of map[*types.Var]bool) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && of[w.variable(id)]
		return !found
	})
	return found
}

func hasFunction(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		_, ok := n.(*ast.FuncLit)
		found = found || ok
		return !found
	})
	return found
}

// targets evaluates the operands of what is assigned to.
type targets struct {
	w        *rewriter
	assigned []*types.Var // by the same statement
	calls    string       // statements that evaluate what is called, in its turn
	before   string       // and the rest, which is read when all calls of the statement are made
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
	if p.w.callsAny(e) {
		p.calls += define + p.w.text(e) + "; "
	} else {
		p.before += define + p.w.text(e) + "; "
	}
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
