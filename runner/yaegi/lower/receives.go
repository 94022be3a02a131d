package lower

import (
	"go/ast"
	"go/token"
)

// receives defines a variable that is changed later by a receive of two values.
// What is received alone yaegi puts in the place of the variable, not into it,
// and nothing can be assigned to it then.
//
//	v := <-c        v, _ := <-c
func receives(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.AssignStmt)
		if !ok || s.Tok != token.DEFINE || len(s.Lhs) != 1 || len(s.Rhs) != 1 {
			return
		}
		u, ok := ast.Unparen(s.Rhs[0]).(*ast.UnaryExpr)
		v := w.variable(s.Lhs[0])
		if !ok || u.Op != token.ARROW || v == nil || !inList(within) {
			return
		}
		if c, ok := within[len(within)-1].(*ast.CommClause); ok && c.Comm == ast.Stmt(s) {
			return
		}
		for _, outer := range within {
			if fn, ok := outer.(*ast.FuncDecl); ok && w.changes(v, fn.Body) {
				w.insert(s.Lhs[0].End(), ", _")
			}
		}
	})
}
