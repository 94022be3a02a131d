package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// nothings leaves out package variables without a name whose values nothing has
// to compute: they have the compiler check that a type implements an interface,
// which it has done by now, and yaegi takes some of them amiss.
//
//	var _ io.Reader = (*conn)(nil)
func nothings(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR || len(within) != 1 {
			return
		}
		for _, s := range d.Specs {
			if s := s.(*ast.ValueSpec); !w.isNothing(s) {
				continue
			} else if d.Lparen.IsValid() {
				w.replace(s.Pos(), s.End(), "")
			} else {
				w.replace(d.Pos(), d.End(), "")
			}
		}
	})
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

// toArray holds for conversions that may panic.
func toArray(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Array)
	return ok
}

func (w *rewriter) isNothing(s *ast.ValueSpec) bool {
	for _, name := range s.Names {
		if name.Name != "_" {
			return false
		}
	}
	for _, value := range s.Values {
		nothing := true
		ast.Inspect(value, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				nothing = nothing && w.Info.Types[n.Fun].IsType() && !toArray(w.Info.TypeOf(n.Fun))
			case *ast.UnaryExpr:
				nothing = nothing && n.Op != token.ARROW
			case *ast.SelectorExpr:
				nothing = nothing && w.Info.Selections[n] == nil
			case *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.TypeAssertExpr, *ast.BinaryExpr:
				e := n.(ast.Expr)
				nothing = nothing && w.Info.Types[e].IsType() // else it may panic
			}
			return nothing
		})
		if !nothing {
			return false
		}
	}
	return true
}
