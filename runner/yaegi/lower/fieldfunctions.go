package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// fieldFunctions converts what is read from a field to the type that it has, if that is one of
// functions with methods: yaegi forgets the methods.
//
//	s.first.isSet()        handler(s.first).isSet()
//	h := s.first           h := handler(s.first)
func fieldFunctions(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		e, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		s := w.Info.Selections[e]
		if s == nil || s.Kind() != types.FieldVal || !w.isRead(e, within) {
			return
		}
		named, ok := types.Unalias(s.Type()).(*types.Named)
		if ok && named.Obj().Pkg() == w.Package && named.NumMethods() > 0 && isFunc(named.Underlying()) {
			w.converting(e, named)
		}
	})
}

// isRead reports whether a field is neither written nor called, nor its address taken, nor it
// converted.
func (w *rewriter) isRead(e ast.Expr, within []ast.Node) bool {
	switch by := within[len(within)-1].(type) {
	case *ast.CallExpr:
		return by.Fun != e && !w.Info.Types[by.Fun].IsType()
	case *ast.UnaryExpr:
		return by.Op != token.AND
	case *ast.ParenExpr:
		return false
	}
	return !w.written(e, within[len(within)-1])
}
