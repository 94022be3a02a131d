package lower

import (
	"go/ast"
	"go/types"
)

// stars leaves out what Go adds itself: yaegi takes *p for a type within literals.
//
//	T{(*p).n}        T{p.n}
func stars(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		e, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		paren, ok := e.X.(*ast.ParenExpr)
		if !ok {
			return
		}
		star, ok := paren.X.(*ast.StarExpr)
		if !ok || !w.Info.Types[star].IsValue() {
			return
		}
		switch star.X.(type) {
		case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.CallExpr, *ast.ParenExpr:
		default:
			return
		}
		if _, isStruct := w.Info.TypeOf(star).Underlying().(*types.Struct); !isStruct {
			return
		}
		if s := w.Info.Selections[e]; s != nil && s.Kind() != types.MethodExpr {
			w.replace(paren.Pos(), star.X.Pos(), "")
			w.replace(star.X.End(), paren.End(), "")
		}
	})
}
