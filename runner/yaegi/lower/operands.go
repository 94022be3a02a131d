package lower

import (
	"go/ast"
	"go/types"
	"strings"

	"bothends/runner/yaegi/host"
)

// operands has package host stand beside fmt.Print and its like, which put blanks between
// operands of which neither is a string: a string of the program's own type that an
// interface holds is in a box, and a box is none.
//
//	fmt.Print(v, 1)               fmt.Print(loweredhost.Joined(v, 1)...)
func operands(w *rewriter) {
	if !w.cell && !w.hasOwnTexts() {
		return
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.joins(call) {
			return
		}
		first := w.Info.TypeOf(call.Fun).(*types.Signature).Params().Len() - 1
		if len(call.Args) <= first || isTuple(w.Info.TypeOf(call.Args[0])) || strings.Contains(w.text(call.Args[first]), hostName+".Joined(") {
			return
		}
		held := call.Ellipsis.IsValid()
		for _, arg := range call.Args[first:] {
			held = held || types.IsInterface(w.Info.TypeOf(arg))
		}
		if !held {
			return
		}
		w.insert(call.Args[first].Pos(), w.host(w.file(call))+".Joined(")
		if call.Ellipsis.IsValid() {
			w.insert(call.Ellipsis, "...)")
		} else {
			w.insert(call.Args[len(call.Args)-1].End(), ")...")
		}
	})
}

// joins reports whether a call is one of a function that puts blanks between some operands.
func (w *rewriter) joins(call *ast.CallExpr) bool {
	fn := w.libraryFunction(call)
	return fn != nil && host.Joins(fn.FullName())
}

// hasOwnTexts reports whether the program declares types of strings.
func (w *rewriter) hasOwnTexts() bool {
	for _, o := range w.Info.Defs {
		if name, ok := o.(*types.TypeName); ok && isText(name.Type()) && !isTypeParam(name.Type()) {
			return true
		}
	}
	return false
}

func isText(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
