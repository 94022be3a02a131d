package lower

import (
	"go/ast"
	"go/types"
)

// appended makes operations of elements that are appended behind another value: yaegi
// reads them when it has written that, which may be where they were.
//
//	s = append(s[:i], x, s[i])    s = append(s[:i], x, s[i]+0)
func appended(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.isAppend(call) || call.Ellipsis.IsValid() || len(call.Args) < 3 {
			return
		}
		for _, arg := range call.Args[2:] {
			b, ok := w.Info.TypeOf(arg).Underlying().(*types.Basic)
			if !ok || w.constant(arg) || !isInMemory(arg) {
				continue
			}
			switch info := b.Info(); {
			case info&types.IsInteger != 0:
				w.insert(arg.End(), "+0")
			case info&types.IsFloat != 0:
				w.insert(arg.End(), "*1")
			case info&types.IsString != 0:
				w.insert(arg.End(), `+""`)
			case info&types.IsBoolean != 0:
				w.insert(arg.End(), "&&true")
			}
		}
	})
}

func (w *rewriter) isAppend(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && w.Info.Uses[id] == types.Universe.Lookup("append")
}

// isInMemory reports whether an expression is an element, or what a pointer leads to, which
// may be one.
func isInMemory(e ast.Expr) bool {
	switch ast.Unparen(e).(type) {
	case *ast.IndexExpr, *ast.StarExpr:
		return true
	}
	return false
}
