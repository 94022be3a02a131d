package lower

import (
	"fmt"
	"go/ast"
	"go/types"
)

// newValues makes a variable for new of a value, which is newer than yaegi: it takes that
// for new of the value's type, and the value is lost. The variable is a field, as that of
// one that is shared: new(error) is a pointer to another type.
//
//	new(n + 1)        func(lowered1 int) *int { lowered2 := new(struct{ v int }); lowered2.v = lowered1; return &lowered2.v }(n + 1)
func newValues(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.Info.Types[call.Fun].IsBuiltin() || w.text(call.Fun) != "new" || w.Info.Types[call.Args[0]].IsType() {
			return
		}
		pointer, ok := w.Info.TypeOf(call).(*types.Pointer)
		if !ok {
			return
		}
		if t, ok := w.typeText(pointer.Elem(), w.file(call), call.Pos()); ok {
			value, made := w.name(), w.name()
			w.replace(call.Fun.Pos(), call.Fun.End(), fmt.Sprintf("func(%s %s) *%s { %s := new(struct{ v %s }); %s.v = %s; return &%s.v }", value, t, t, made, t, made, value, made))
		}
	})
}
