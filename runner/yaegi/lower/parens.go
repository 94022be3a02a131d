package lower

import "go/ast"

// parens leaves out those around what is called, where yaegi takes a function for
// a value of another kind, and around names, of which it makes conditions.
//
//	(double)(3)             double(3)
//	(a) == 5 || ok          a == 5 || ok
func parens(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		p, ok := n.(*ast.ParenExpr)
		if !ok || w.Info.Types[p].IsType() {
			return
		}
		switch call, ok := within[len(within)-1].(*ast.CallExpr); p.X.(type) {
		case *ast.Ident:
		case *ast.SelectorExpr, *ast.FuncLit, *ast.ParenExpr, *ast.CallExpr, *ast.IndexExpr:
			if !ok || call.Fun != ast.Expr(p) {
				return
			}
		default:
			return
		}
		w.replace(p.Lparen, p.Lparen+1, "")
		w.replace(p.Rparen, p.Rparen+1, "")
	})
}
