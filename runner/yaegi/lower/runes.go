package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// packageRunes writes the type of characters that package variables begin with, which yaegi makes
// ints of.
//
//	var comma = ','        var comma = int32(',')
func packageRunes(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR || len(within) != 1 {
			return
		}
		for _, s := range d.Specs {
			if s := s.(*ast.ValueSpec); s.Type == nil {
				for _, value := range s.Values {
					w.asRune(value)
				}
			}
		}
	})
}

func (w *rewriter) asRune(value ast.Expr) {
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && w.Info.Types[call.Fun].IsType() {
		return
	}
	basic, ok := types.Unalias(w.Info.TypeOf(value)).(*types.Basic)
	if ok && basic.Kind() == types.Int32 && w.Info.Types[value].Value != nil && w.universal("int32", value.Pos()) {
		w.insert(value.Pos(), "int32(")
		w.insert(value.End(), ")")
	}
}
