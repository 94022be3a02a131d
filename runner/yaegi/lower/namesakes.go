package lower

import (
	"go/ast"
	"go/types"
)

// namesakes gives other names to variables of functions that are called as one of the
// program's types. Where they are visible, no other rewriting can write that type.
//
//	var timer *timer        var lowered1 *timer
//	timer = newTimer()      lowered1 = newTimer()
//
// The variable of a type switch keeps its name.
func namesakes(w *rewriter) {
	names := map[types.Object]string{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		if v, ok := w.Info.Defs[id].(*types.Var); ok && w.hidesType(v) {
			names[v] = w.name()
		}
	})
	if len(names) == 0 {
		return
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		if id, ok := n.(*ast.Ident); ok {
			if name := names[w.Info.ObjectOf(id)]; name != "" {
				w.replace(id.Pos(), id.End(), name)
			}
		}
	})
}

// hidesType reports whether a variable is one of a function and has the name of a type.
func (w *rewriter) hidesType(v *types.Var) bool {
	if v.IsField() || v.Parent() == nil || v.Parent() == w.Package.Scope() {
		return false
	}
	_, isType := w.Package.Scope().Lookup(v.Name()).(*types.TypeName)
	return isType
}
