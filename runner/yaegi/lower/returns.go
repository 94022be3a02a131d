package lower

import (
	"go/ast"
	"go/types"
)

// builtinReturns makes operations of the builtin functions that are returned after
// another value; yaegi puts what they yield in the place of the first.
//
//	return x, len(s)              return x, 0+len(s)
//	return x, append(s, y)        return x, append(s, y)[:]
func builtinReturns(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.ReturnStmt)
		if !ok || len(s.Results) < 2 {
			return
		}
		for _, r := range s.Results[1:] {
			call, ok := r.(*ast.CallExpr)
			if !ok || w.constant(r) {
				continue
			}
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			if !ok {
				continue
			}
			switch w.Info.Uses[id] {
			case types.Universe.Lookup("len"), types.Universe.Lookup("cap"):
				w.insert(r.Pos(), "0+")
			case types.Universe.Lookup("append"):
				w.insert(r.End(), "[:]")
			}
		}
	})
}
