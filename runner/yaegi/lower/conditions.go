package lower

import "go/ast"

// conditions negates a condition that is a call twice, if there is an else: yaegi
// takes the way of true, always, if the else begins with a return of nothing. It
// tells a call with a way of false from one without by the first step of that way,
// and such a return is no step.
//
//	if ok() { … } else { return }        if !!ok() { … } else { return }
//
// Of parentheses around a comparison the same is true, and they go.
//
//	if (a == b) { … } else { return }    if a == b { … } else { return }
func conditions(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.IfStmt)
		if !ok || s.Else == nil {
			return
		}
		p, inParens := s.Cond.(*ast.ParenExpr)
		if _, ok := ast.Unparen(s.Cond).(*ast.CallExpr); ok {
			w.insert(s.Cond.Pos(), "!!")
		} else if inParens && !hasLiteral(p.X) {
			w.replace(p.Lparen, p.Lparen+1, "")
			w.replace(p.Rparen, p.Rparen+1, "")
		} else if inParens {
			w.insert(s.Cond.Pos(), "!!")
		}
	})
}

// hasLiteral reports whether there is a literal whose brace would be taken for that of a block.
func hasLiteral(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, ok := n.(*ast.CompositeLit)
		found = found || ok
		return !found
	})
	return found
}
