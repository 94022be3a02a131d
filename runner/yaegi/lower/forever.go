package lower

import (
	"go/ast"
	"go/token"
)

// forever gives a condition to loops that begin or go on with a statement and
// have none; yaegi begins such a loop anew in every round.
//
//	for n := 1; ; n++ {        for n := 1; true; n++ {
func forever(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.ForStmt)
		if !ok || s.Cond != nil || s.Init == nil && s.Post == nil {
			return
		}
		semicolon := s.For + token.Pos(len("for"))
		if s.Init != nil {
			semicolon = s.Init.End()
		}
		for ; w.between(semicolon, semicolon+1) != ";"; semicolon++ {
		}
		w.insert(semicolon+1, " true")
		label := ""
		if l, ok := within[len(within)-1].(*ast.LabeledStmt); ok {
			label = l.Label.Name
		}
		if !leavesLoop(s.Body, label) { // what was the end of the function is so no more
			w.insert(s.End(), "; panic(nil)")
		}
	})
}

// leavesLoop reports whether a break leavesLoop the loop that has a body and perhaps a
// label.
func leavesLoop(body *ast.BlockStmt, label string) bool {
	found := false
	var visit func(n ast.Node, inner bool)
	visit = func(root ast.Node, inner bool) {
		ast.Inspect(root, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				if n.Tok == token.BREAK {
					found = found || n.Label == nil && !inner || n.Label != nil && n.Label.Name == label
				}
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if n != root {
					visit(n, true)
					return false
				}
			}
			return true
		})
	}
	visit(body, false)
	return found
}
