package lower

import (
	"fmt"
	"go/ast"
	"strings"
)

// closures makes function literals in functions of their own, where the
// function around has a defer statement or the literal is in a loop.
//
//	f := func(n int) { … }        f := func() func(n int) { return func(n int) { … } }()
//
// yaegi locks a function while it ends, and a closure that is done wants that lock
// of the function that made it: what is deferred could neither call one nor wait for
// one. And a closure that is done puts back, in the function that made it, what
// was in its place before, where the next round of a loop may have put the next
// closure.
func closures(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		f, ok := n.(*ast.FuncLit)
		if !ok || strings.Contains(w.text(f.Type), "\n") || !inLoop(within) && !hasDefer(function(within)) {
			return
		}
		switch parent := within[len(within)-1].(type) {
		case *ast.CallExpr:
			if parent.Fun == ast.Expr(f) {
				return // called, started or deferred at once
			}
		case *ast.ReturnStmt:
			if len(parent.Results) == 1 {
				return // the function around is done
			}
		}
		w.insert(f.Pos(), fmt.Sprintf("func() %s { return ", w.text(f.Type)))
		w.insert(f.End(), " }()")
	})
}

// hasDefer reports whether a function itself has a defer statement.
func hasDefer(body *ast.BlockStmt) bool {
	found := false
	if body == nil {
		return false
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.DeferStmt:
			found = true
		case *ast.FuncLit:
			return false
		}
		return true
	})
	return found
}
