package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A local is what happens to a variable of a function in the whole program.
type local struct {
	function ast.Node   // that declares it
	name     *ast.Ident // where it does so
	within   []ast.Node // what the name lies within
	uses     []use
	captured bool // by a function literal within function
}

func (l *local) hasAddress() bool {
	return slices.ContainsFunc(l.uses, func(u use) bool { return u.address })
}

// A use of a variable: of it, or of a part of it.
type use struct {
	id      *ast.Ident
	within  []ast.Node // what it lies within
	write   bool
	address bool // its address is taken, or a method is called through it
}

// A listing is what locals has found in one state of the program, for all rewritings
// that see it.
type listing struct {
	order []*types.Var
	all   map[*types.Var]*local
}

// locals are the variables of all functions, in the order of their declarations. They
// are the same for others that ask: who adds to them makes a copy.
func (w *rewriter) locals() (order []*types.Var, all map[*types.Var]*local) {
	if w.listing.all == nil {
		w.listing.order, w.listing.all = w.listLocals()
	}
	return w.listing.order, w.listing.all
}

// listLocals makes the list. A walk comes to the declaration of a variable before it
// comes to its uses.
func (w *rewriter) listLocals() (order []*types.Var, all map[*types.Var]*local) {
	all = make(map[*types.Var]*local, 128) // as many as a small program has
	var kept trail
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		if v, ok := w.Info.Defs[id].(*types.Var); ok && !v.IsField() && enclosing(within) != nil && id.Name != "_" {
			order = append(order, v)
			all[v] = &local{function: enclosing(within), name: id, within: kept.copy(within)}
			return
		}
		v, _ := w.Info.Uses[id].(*types.Var)
		l := all[v]
		if l == nil {
			return
		}
		write, address := w.access(id, within)
		l.uses = append(l.uses, use{id, kept.copy(within), write, address})
		if in := enclosing(within); in != l.function && !w.runs(in) {
			l.captured = true
		}
	})
	return order, all
}

// A trail keeps what a walk has for the time of a visit: the same copy for all that lie
// within the same node.
type trail []ast.Node

func (t *trail) copy(within []ast.Node) []ast.Node {
	if n := len(within); n == 0 || len(*t) != n || (*t)[n-1] != within[n-1] {
		*t = slices.Clip(slices.Clone(within))
	}
	return *t
}

// enclosing is the innermost function around: a literal, or the declared one;
// nil outside of functions. A name in the signature of a function is within it.
func enclosing(within []ast.Node) ast.Node {
	for i := len(within) - 1; i >= 0; i-- {
		switch within[i].(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return within[i]
		}
	}
	return nil
}

// runs reports whether a function is the literal that runs deferred calls, which
// has the frame of the function around it at hand.
func (w *rewriter) runs(f ast.Node) bool {
	literal, ok := f.(*ast.FuncLit)
	return ok && w.isRun(literal)
}

// access says what is done to a variable where it is used: whether it, or a
// part of it, is written or has its address taken.
func (w *rewriter) access(id *ast.Ident, within []ast.Node) (write, address bool) {
	var e ast.Expr = id
	for i := len(within) - 1; i >= 0; i-- {
		switch p := within[i].(type) {
		case *ast.ParenExpr:
			e = p
			continue
		case *ast.SelectorExpr:
			s := w.Info.Selections[p]
			if s == nil || p.X != e {
				return false, false
			}
			if s.Kind() == types.MethodVal {
				return false, takesAddress(s)
			}
			if s.Kind() != types.FieldVal || s.Indirect() {
				return false, false
			}
			e = p
			continue
		case *ast.IndexExpr:
			if _, ok := w.Info.TypeOf(p.X).Underlying().(*types.Array); !ok || p.X != e {
				return false, false
			}
			e = p
			continue
		}
		return w.written(e, within[i]), w.addressed(e, within[i])
	}
	return false, false
}

// written reports whether a statement writes to an operand of it.
func (w *rewriter) written(e ast.Expr, by ast.Node) bool {
	switch s := by.(type) {
	case *ast.AssignStmt:
		for _, left := range s.Lhs {
			if left == e {
				return true
			}
		}
	case *ast.IncDecStmt:
		return true
	case *ast.RangeStmt:
		return s.Tok == token.ASSIGN && (s.Key == e || s.Value == e)
	}
	return false
}

func (w *rewriter) addressed(e ast.Expr, by ast.Node) bool {
	switch s := by.(type) {
	case *ast.UnaryExpr:
		return s.Op == token.AND
	case *ast.SliceExpr:
		_, array := w.Info.TypeOf(e).Underlying().(*types.Array)
		return array && s.X == e
	}
	return false
}

// takesAddress reports whether a method is called through the address of its
// receiver.
func takesAddress(s *types.Selection) bool {
	fn, ok := s.Obj().(*types.Func)
	return ok && !types.IsInterface(s.Recv()) && isPointer(fn.Signature().Recv().Type()) && !isPointer(s.Recv())
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// fixed reports whether a variable has, wherever function literals can see it,
// the value that it was declared with. What the clause of a loop does to its own
// variable, it does between the rounds, each of which has a variable of its own.
func (l *local) fixed() bool {
	for _, u := range l.uses {
		if u.address || u.write && !l.inClause(u) {
			return false
		}
	}
	return true
}

// loop is the three-part loop whose clause declares the variable.
func (l *local) loop() *ast.ForStmt {
	if len(l.within) < 2 {
		return nil
	}
	f, ok := l.within[len(l.within)-2].(*ast.ForStmt)
	if ok && f.Init == l.within[len(l.within)-1] {
		return f
	}
	return nil
}

// inClause reports whether a use is in the clause of the loop that declares the
// variable, and not in a function literal there.
func (l *local) inClause(u use) bool {
	f := l.loop()
	return f != nil && !contains(f.Body, u.id) && enclosing(u.within) == l.function
}

func contains(a, b ast.Node) bool { return a.Pos() <= b.Pos() && b.End() <= a.End() }
