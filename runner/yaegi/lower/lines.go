package lower

import (
	"go/ast"
	"go/types"
)

// lines has package fmt format what a method of package textproto would: what is known of
// the formats of one is known of all then. A line of text alone is left as it is.
//
//	w.PrintfLine("-ERR %v", err)      w.PrintfLine("%s", loweredfmt.Sprintf("-ERR %v", err))
func lines(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.formatsLine(call) || len(call.Args) < 2 || isTuple(w.Info.TypeOf(call.Args[0])) {
			return
		}
		mayBeOwn := call.Ellipsis.IsValid()
		for _, arg := range call.Args[1:] {
			t := w.Info.TypeOf(arg)
			mayBeOwn = mayBeOwn || types.IsInterface(t) || w.isOwn(t)
		}
		if !mayBeOwn {
			return
		}
		w.insert(call.Args[0].Pos(), `"%s", `+w.imported(types.NewPackage("fmt", "fmt"), w.file(call))+".Sprintf(")
		w.insert(call.Rparen, ")")
	})
}

// formatsLine reports whether a call is of a method that sends a line with a format.
func (w *rewriter) formatsLine(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || w.Info.Selections[sel] == nil || w.Info.Selections[sel].Kind() != types.MethodVal {
		return false
	}
	fn := w.libraryFunction(call)
	return fn != nil && (fn.FullName() == "(*net/textproto.Writer).PrintfLine" || fn.FullName() == "(*net/textproto.Conn).Cmd")
}
