package lower

import (
	"go/ast"
	"go/types"
)

// promoted writes out the way to fields and methods of embedded types, which
// yaegi does not always find.
//
//	c.Close()        c.Conn.Close()
func promoted(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		e, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		if s := w.Info.Selections[e]; s != nil && !w.Info.Types[e.X].IsType() {
			if path := w.reachablePath(s.Recv(), s); path != "" {
				w.insert(e.Sel.Pos(), path)
			}
		}
	})
}

// reachable is how many of the embedded fields on the way the program may name.
func (w *rewriter) reachable(s *types.Selection) (fields int) {
	from := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		if p, ok := from.Underlying().(*types.Pointer); ok {
			from = p.Elem()
		}
		field := from.Underlying().(*types.Struct).Field(i)
		if !field.Exported() && field.Pkg() != w.Package {
			break
		}
		from = field.Type()
		fields++
	}
	return fields
}
