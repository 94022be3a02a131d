package lower

import (
	"go/ast"
	"go/types"
)

// printlns has package host write what print and println of the language do, which goes to standard
// error and has formats of its own: yaegi has package fmt print it. Pointers, and what is made of
// them, are left alone: their places would be others.
//
//	println(n, level)        loweredhost.Println(n, int(level))
func printlns(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.Info.Types[call.Fun].IsBuiltin() {
			return
		}
		name, ok := map[string]string{"print": "Print", "println": "Println"}[w.text(call.Fun)]
		if !ok {
			return
		}
		for _, arg := range call.Args {
			t, isBasic := w.Info.TypeOf(arg).Underlying().(*types.Basic)
			if !isBasic || t.Kind() == types.UnsafePointer || t.Kind() == types.UntypedNil || !w.universal(t.Name(), arg.Pos()) && !isBasicType(w.Info.TypeOf(arg)) {
				return
			}
		}
		w.replace(call.Fun.Pos(), call.Fun.End(), w.host(w.file(call))+"."+name)
		for _, arg := range call.Args {
			if t := w.Info.TypeOf(arg); !isBasicType(t) {
				w.insert(arg.Pos(), t.Underlying().(*types.Basic).Name()+"(")
				w.insert(arg.End(), ")")
			}
		}
	})
}

func isBasicType(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Basic)
	return ok
}
