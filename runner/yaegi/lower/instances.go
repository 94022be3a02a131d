package lower

import (
	"go/ast"
	"go/types"
	"strings"
)

// instances writes out the type arguments of generic functions of the program;
// yaegi infers them only in simple cases.
//
//	Map(list, f)        Map[int, string](list, f)
func instances(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		instance, ok := w.Info.Instances[id]
		if _, isFunc := w.Info.Uses[id].(*types.Func); !ok || !isFunc {
			return
		}
		call, ok := within[len(within)-1].(*ast.CallExpr)
		if !ok || call.Fun != ast.Expr(id) {
			return
		}
		var args []string
		for t := range instance.TypeArgs.Types() {
			text, ok := w.typeText(t, w.file(id), id.Pos())
			if !ok {
				return
			}
			args = append(args, text)
		}
		w.insert(id.End(), "["+strings.Join(args, ", ")+"]")
	})
}
