package lower

import (
	"go/ast"
	"go/types"
)

// appendedNils gives the type of the elements to a nil that is appended, for which yaegi has none.
//
//	undo = append(undo, nil)        undo = append(undo, []func()(nil))
func appendedNils(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.Info.Types[call.Fun].IsBuiltin() || call.Ellipsis.IsValid() || len(call.Args) < 2 {
			return
		}
		s, ok := w.Info.TypeOf(call).Underlying().(*types.Slice)
		if id, isName := ast.Unparen(call.Fun).(*ast.Ident); !ok || !isName || id.Name != "append" {
			return
		}
		for _, arg := range call.Args[1:] {
			if text, ok := w.typeText(s.Elem(), w.file(arg), arg.Pos()); ok && w.Info.Types[arg].IsNil() && !isTypeParam(s.Elem()) {
				w.insert(arg.Pos(), "("+text+")(")
				w.insert(arg.End(), ")")
			}
		}
	})
}
