package lower

import (
	"go/ast"
	"go/types"
)

// narrow has fractions converted to integers of less than 64 bits by Go itself. What has no
// place there is whatever the processor makes of it, which yaegi takes from a wider integer.
//
//	uint8(x)        uint8(loweredhost.Uint8(float64(x)))
func narrow(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || !w.Info.Types[call.Fun].IsType() || w.constant(call) {
			return
		}
		from, isNumber := w.Info.TypeOf(call.Args[0]).Underlying().(*types.Basic)
		to, isNumber2 := w.Info.TypeOf(call).Underlying().(*types.Basic)
		if !isNumber || !isNumber2 || from.Info()&types.IsFloat == 0 {
			return
		}
		name := map[types.BasicKind]string{
			types.Int8: "Int8", types.Int16: "Int16", types.Int32: "Int32",
			types.Uint8: "Uint8", types.Uint16: "Uint16", types.Uint32: "Uint32",
		}[to.Kind()]
		if name == "" || !w.universal("float64", call.Pos()) {
			return
		}
		w.insert(call.Args[0].Pos(), w.host(w.file(call))+"."+name+"(float64(")
		w.insert(call.Args[0].End(), "))")
	})
}
