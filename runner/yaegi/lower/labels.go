package lower

import (
	"go/ast"
	"go/types"
)

// labels renames those that have a name which something else has too: yaegi keeps
// all names together.
//
//	done: for { … break done … }        lowered1: for { … break lowered1 … }
func labels(w *rewriter) {
	taken := map[string]bool{}
	found := map[types.Object][]*ast.Ident{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		if l, ok := w.Info.ObjectOf(id).(*types.Label); ok {
			found[l] = append(found[l], id)
		} else {
			taken[id.Name] = true
		}
	})
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.LabeledStmt)
		if !ok || !taken[s.Label.Name] {
			return
		}
		name := w.name()
		for _, id := range found[w.Info.Defs[s.Label]] {
			w.replace(id.Pos(), id.End(), name)
		}
	})
}
