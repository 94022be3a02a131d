package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Go leaves open when, in one statement, a variable is read that a function
// called later in the same statement changes. The compiler reads late, yaegi from
// left to right. So a statement is refused that reads what a function of the
// program that it calls behind it may write.

// order examines the expressions of one statement together: what one reads, and
// what a call beside it may write. Operands of the call are evaluated before
// it, and what is made of its results after it.
func (x *examiner) order(list ...ast.Expr) {
	for _, e := range list {
		inspectNow(e, func(n ast.Node) {
			if call, ok := n.(*ast.CallExpr); ok && x.info.Types[call.Fun].IsBuiltin() && builtinName(call.Fun) == "copy" {
				x.manyCopies(call, list)
			}
			_, isCall := n.(*ast.CallExpr)
			if e, ok := n.(ast.Expr); ok && (isCall || isReceive(e)) {
				if written := x.effects.effectsOf(e); len(written) > 0 {
					x.readBeside(e, written, list)
				}
			}
		})
	}
}

func (x *examiner) readBeside(call ast.Expr, written map[place]bool, list []ast.Expr) {
	unread, ofParts := map[ast.Expr]bool{}, map[ast.Expr]bool{}
	done := token.NoPos // the end of a call that is over
	for _, e := range list {
		inspectNow(e, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					unread[ast.Unparen(n.X)] = true
				}
			case *ast.SelectorExpr:
				unread[n.X] = unread[n] && !isPointer(x.info.TypeOf(n.X))
				ofParts[n.X] = true
			case *ast.IndexExpr:
				unread[n.X] = unread[n] && isArray(x.info.TypeOf(n.X))
				ofParts[n.X] = true
			case *ast.BinaryExpr:
				if (n.Op == token.LAND || n.Op == token.LOR) && contains(n.Y, call) {
					done = max(done, n.X.End())
				}
			case *ast.CallExpr:
				if n.End() <= call.Pos() && x.isFunctionOfItsOwn(n) {
					done = max(done, n.End())
				}
			}
			e, ok := n.(ast.Expr)
			if ok && !unread[e] && e.Pos() >= done && e.Pos() < call.Pos() && !contains(e, call) && x.mayRead(e, ofParts[e], written) {
				x.use(e.Pos(), "a value that a function called in the same statement may change")
			}
		})
	}
}

// mayRead reports whether an expression, or only a part of it, is read from a place.
func (x *examiner) mayRead(e ast.Expr, part bool, places map[place]bool) bool {
	f := x.effects
	if places[f.converted(e)] || places[f.behind(e)] {
		return true
	}
	return slices.ContainsFunc(f.reads(e, part), func(p place) bool { return places[p] })
}

// isFunctionOfItsOwn reports whether a call is one that the author wrote, of a
// function that has a name: rewritings make calls of what is none.
func (x *examiner) isFunctionOfItsOwn(c *ast.CallExpr) bool {
	var id *ast.Ident
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return false
	}
	f, ok := x.info.Uses[id].(*types.Func)
	return ok && !strings.HasPrefix(f.Name(), "lowered") && (f.Pkg() == nil || f.Pkg().Path() != hostPath)
}

// converted is what the conversion of a list to a string reads.
func (f *effects) converted(e ast.Expr) place {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || !f.info.Types[call.Fun].IsType() {
		return nil
	}
	if s, ok := f.info.TypeOf(call.Args[0]).Underlying().(*types.Slice); ok {
		return "element of type " + s.Elem().String()
	}
	return nil
}

// behind is what is read through a pointer without a star.
func (f *effects) behind(e ast.Expr) place {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || f.info.Selections[sel] == nil || f.info.Selections[sel].Kind() != types.FieldVal || f.cell(sel) != nil {
		return nil
	}
	if p, ok := f.info.TypeOf(sel.X).Underlying().(*types.Pointer); ok {
		return "target of type " + p.Elem().String()
	}
	return nil
}

func contains(a, b ast.Node) bool { return a.Pos() <= b.Pos() && b.End() <= a.End() }

// manyCopies: copy writes to a slice; beside other operands it is refused.
func (x *examiner) manyCopies(call *ast.CallExpr, list []ast.Expr) {
	for _, e := range list {
		if ast.Unparen(e) == ast.Expr(call) {
			return
		}
	}
	x.use(call.Pos(), "call of copy within an expression")
}

// inspectNow visits what is evaluated with an expression: not the bodies of
// function literals.
func inspectNow(e ast.Expr, visit func(ast.Node)) {
	if e == nil {
		return
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if n != nil {
			visit(n)
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
}
