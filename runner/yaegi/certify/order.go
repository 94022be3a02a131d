package certify

import (
	"go/ast"
	"go/token"
	"go/types"
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
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return
			}
			if x.info.Types[call.Fun].IsBuiltin() && builtinName(call.Fun) == "copy" {
				x.manyCopies(call, list)
			}
			if written := x.effects.effectsOf(call); len(written) > 0 {
				x.readBeside(call, written, list)
			}
		})
	}
}

func (x *examiner) readBeside(call *ast.CallExpr, written map[place]bool, list []ast.Expr) {
	var address ast.Expr
	done := token.NoPos // the end of a call that is over
	for _, e := range list {
		inspectNow(e, func(n ast.Node) {
			e, ok := n.(ast.Expr)
			if u, isUnary := n.(*ast.UnaryExpr); isUnary && u.Op == token.AND {
				address = ast.Unparen(u.X)
			}
			if e == address {
				return // it is not read
			}
			if c, isCall := n.(*ast.CallExpr); isCall && c.End() <= call.Pos() && x.isFunctionOfItsOwn(c) {
				done = max(done, c.End())
			}
			if ok && e.Pos() >= done && (written[x.effects.place(e)] || written[x.effects.converted(e)] || written[x.effects.behind(e)]) && e.Pos() < call.Pos() && !contains(e, call) {
				x.use(e.Pos(), "a value that a function called in the same statement may change")
			}
		})
	}
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
