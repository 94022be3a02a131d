package lower

import (
	"go/ast"
	"go/token"
	"strings"
)

// nils puts nil behind what it is told from: yaegi looks whether that is nil which stands in
// front, and finds that nothing differs from it.
//
//	nil != err        err != nil
func nils(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		e, ok := n.(*ast.BinaryExpr)
		if ok && e.Op == token.NEQ && w.Info.Types[e.X].IsNil() && !strings.Contains(w.between(e.X.Pos(), e.Y.Pos()), "\n") {
			w.replace(e.X.Pos(), e.Y.Pos(), "")
			w.insert(e.Y.End(), " != nil")
		}
	})
}
