package lower

import (
	"fmt"
	"go/ast"
	"go/types"
)

// interfaceArguments keeps a call from being the argument of another where its
// result is one of the program's own interfaces: yaegi hands that over in one
// wrapping too many, in which a type switch does not find the type.
//
//	show(pick())        show(*func() *Shape { lowered1 := pick(); return &lowered1 }())
func interfaceArguments(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || w.Info.Types[call.Fun].IsBuiltin() || w.Info.Types[call.Fun].IsType() || w.libraryFunction(call) != nil {
			return
		}
		for _, arg := range call.Args {
			inner, ok := ast.Unparen(arg).(*ast.CallExpr)
			if !ok || w.Info.Types[inner.Fun].IsType() || w.Info.Types[inner.Fun].IsBuiltin() {
				continue
			}
			t := w.Info.TypeOf(inner)
			if !types.IsInterface(t) || isTypeParam(t) || isEmpty(t) || !w.isOwn(t) {
				continue
			}
			if text, ok := w.typeText(t, w.file(arg), arg.Pos()); ok {
				name := w.name()
				w.insert(arg.Pos(), fmt.Sprintf("*func() *%s { %s := ", text, name))
				w.insert(arg.End(), fmt.Sprintf("; return &%s }()", name))
			}
		}
	})
}
