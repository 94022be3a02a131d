package lower

import "go/ast"

// conditions negates a condition that is a call twice, if there is an else: yaegi
// takes the way of true, always, if the else begins with a return of nothing. It
// tells a call with a way of false from one without by the first step of that way,
// and such a return is no step.
//
//	if ok() { … } else { return }        if !!ok() { … } else { return }
func conditions(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		if s, ok := n.(*ast.IfStmt); ok && s.Else != nil {
			if _, ok := ast.Unparen(s.Cond).(*ast.CallExpr); ok {
				w.insert(s.Cond.Pos(), "!!")
			}
		}
	})
}
