package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// shifts lets a shift by a negative number panic; yaegi shifts by none.
//
//	x << n        x << len(make([]struct{}, n))
//
// Nothing is allocated for a slice of empty structs, however long.
func shifts(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.SHL || n.Op == token.SHR {
				w.shiftBy(n.Y)
			}
		case *ast.AssignStmt:
			if n.Tok == token.SHL_ASSIGN || n.Tok == token.SHR_ASSIGN {
				w.shiftBy(n.Rhs[0])
			}
		}
	})
}

func (w *rewriter) shiftBy(count ast.Expr) {
	basic, ok := w.Info.TypeOf(count).Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsUnsigned != 0 || w.constant(count) || w.isLength(count) {
		return
	}
	scope := w.Package.Scope().Innermost(count.Pos())
	for _, name := range []string{"len", "make"} {
		if _, o := scope.LookupParent(name, count.Pos()); o != types.Universe.Lookup(name) {
			return
		}
	}
	w.insert(count.Pos(), "len(make([]struct{}, ")
	w.insert(count.End(), "))")
}

func (w *rewriter) isLength(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && (w.Info.Uses[id] == types.Universe.Lookup("len") || w.Info.Uses[id] == types.Universe.Lookup("cap"))
}
