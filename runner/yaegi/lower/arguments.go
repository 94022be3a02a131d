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
//
// It also says where a value becomes any that is handed to a function which may come from a
// field: yaegi would hand over a value of its own.
//
//	h.show(1)           h.show(loweredhost.Any(1))
func interfaceArguments(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || w.Info.Types[call.Fun].IsBuiltin() || w.Info.Types[call.Fun].IsType() || w.libraryFunction(call) != nil {
			return
		}
		w.anyArguments(call)
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

// anyArguments converts the arguments of a call of a function that no declaration names.
func (w *rewriter) anyArguments(call *ast.CallExpr) {
	if w.called(call) != nil || isFuncLit(ast.Unparen(call.Fun)) || w.listArguments(call) {
		return
	}
	w.callConversions(call, func(arg ast.Expr, to types.Type, _ *ast.CallExpr, _ int) {
		if isEmpty(to) && !isTypeParam(to) && types.IsInterface(to) && (w.Info.Types[arg].IsNil() || !types.IsInterface(w.Info.TypeOf(arg))) {
			w.insert(arg.Pos(), w.host(w.file(arg))+".Any(")
			w.insert(arg.End(), ")")
		}
	})
}

// listArguments makes a list of the last arguments of such a call, if the function is variadic.
// yaegi takes the parameter of one that comes from a field for a list already.
//
//	h.log("%v", x)      h.log("%v", []any{x}...)
func (w *rewriter) listArguments(call *ast.CallExpr) bool {
	s, ok := w.Info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok || !s.Variadic() || call.Ellipsis.IsValid() || len(call.Args) < s.Params().Len() {
		return false
	}
	last := s.Params().Len() - 1
	first := call.Args[last]
	text, ok := w.typeText(s.Params().At(last).Type(), w.file(call), call.Pos())
	if !ok || isTuple(w.Info.TypeOf(first)) {
		return false
	}
	w.insert(first.Pos(), text+"{")
	w.insert(call.Args[len(call.Args)-1].End(), "}...")
	return true
}
