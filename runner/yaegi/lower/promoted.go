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
		if s := w.Info.Selections[e]; s != nil && len(s.Index()) > 1 && !w.Info.Types[e.X].IsType() && w.reaches(s) {
			w.insert(e.Sel.Pos(), embeddedPath(s.Recv(), s.Index()))
		}
	})
}

// reaches reports whether the program may name all embedded fields on the way.
func (w *rewriter) reaches(s *types.Selection) bool {
	from := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		if p, ok := from.Underlying().(*types.Pointer); ok {
			from = p.Elem()
		}
		field := from.Underlying().(*types.Struct).Field(i)
		if !field.Exported() && field.Pkg() != w.Package {
			return false
		}
		from = field.Type()
	}
	return true
}
