package lower

import "go/ast"

// parens leaves out those around what is called, where yaegi takes a function for
// a value of another kind.
//
//	(double)(3)        double(3)
func parens(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		p, ok := call.Fun.(*ast.ParenExpr)
		if !ok || w.Info.Types[p].IsType() {
			return
		}
		switch p.X.(type) {
		case *ast.Ident, *ast.SelectorExpr, *ast.FuncLit, *ast.ParenExpr, *ast.CallExpr, *ast.IndexExpr:
			w.replace(p.Lparen, p.Lparen+1, "")
			w.replace(p.Rparen, p.Rparen+1, "")
		}
	})
}
