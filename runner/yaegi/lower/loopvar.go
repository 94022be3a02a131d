package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// loopVariables gives each round of a loop its own variable, where somebody
// could tell: a closure uses it, or its address is taken.
//
//	for _, c := range conns {        for _, c := range conns { c := c;
//
// The variable of a three-part loop that the body changes is left alone; the
// change would have to find its way to the next round.
func loopVariables(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		var names []ast.Expr
		var body *ast.BlockStmt
		switch s := n.(type) {
		case *ast.RangeStmt:
			if s.Tok == token.DEFINE {
				names, body = []ast.Expr{s.Key, s.Value}, s.Body
			}
		case *ast.ForStmt:
			if init, ok := s.Init.(*ast.AssignStmt); ok && init.Tok == token.DEFINE {
				names, body = init.Lhs, s.Body
			}
		}
		for _, e := range names {
			v := w.variable(e)
			if v == nil || v.Name() == "_" || !w.shared(v, body) {
				continue
			}
			if _, ok := n.(*ast.ForStmt); ok && w.changes(v, body) {
				continue
			}
			w.insert(body.Lbrace+1, fmt.Sprintf(" %s := %s; ", v.Name(), v.Name()))
		}
	})
}

// shared reports whether a closure in the body uses a variable, or its address
// is taken there.
func (w *rewriter) shared(v *types.Var, body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || w.uses(v, n)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && w.uses(v, n.X)
		case *ast.SliceExpr:
			_, array := w.Info.TypeOf(n.X).Underlying().(*types.Array)
			found = found || array && w.uses(v, n.X)
		case *ast.SelectorExpr: // a method may take the address
			s := w.Info.Selections[n]
			found = found || s != nil && s.Kind() == types.MethodVal && !isPointer(v.Type()) && !types.IsInterface(v.Type()) && w.variable(n.X) == v
		}
		return !found
	})
	return found
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

func (w *rewriter) uses(v *types.Var, in ast.Node) bool {
	found := false
	ast.Inspect(in, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && w.Info.Uses[id] == v
		return !found
	})
	return found
}

// changes reports whether the body assigns to a variable, or may do so through
// its address.
func (w *rewriter) changes(v *types.Var, body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				found = found || n.Tok != token.DEFINE && w.uses(v, left)
				id, ok := left.(*ast.Ident)
				found = found || ok && w.Info.Uses[id] == v
			}
		case *ast.IncDecStmt:
			found = found || w.uses(v, n.X)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && w.uses(v, n.X)
		case *ast.SelectorExpr:
			s := w.Info.Selections[n]
			found = found || s != nil && s.Kind() == types.MethodVal && w.variable(n.X) == v && !isPointer(v.Type())
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				found = found || e != nil && n.Tok == token.ASSIGN && w.uses(v, e)
			}
		}
		return !found
	})
	return found
}
