package lower

import (
	"go/ast"
	"go/token"
)

// usage has the host set and call flag.Usage: yaegi goes on to call what a variable of the
// library held when the program began.
//
//	flag.Usage = func() { … }        loweredhost.SetUsage(func() { … })
//	flag.Usage()                     loweredhost.Usage()
func usage(w *rewriter) {
	set := map[ast.Expr]bool{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.ASSIGN && len(n.Lhs) == 1 && len(n.Rhs) == 1 && w.isUsage(n.Lhs[0]) {
				set[n.Lhs[0]] = true
				w.replace(n.Pos(), n.Rhs[0].Pos(), w.host(w.file(n))+".SetUsage(")
				w.insert(n.End(), ")")
			}
		case *ast.SelectorExpr:
			if w.isUsage(n) && !set[n] {
				w.replace(n.Pos(), n.End(), w.host(w.file(n))+".Usage")
			}
		}
	})
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

// isUsage reports whether an expression is flag.Usage.
func (w *rewriter) isUsage(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	o := w.Info.Uses[sel.Sel]
	return o != nil && o.Name() == "Usage" && o.Pkg() != nil && o.Pkg().Path() == "flag" && w.Info.Selections[sel] == nil
}
