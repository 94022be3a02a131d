package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// wrappedErrors makes errors of the program's own types errors before
// fmt.Errorf gets them; yaegi gives it the bare struct.
//
//	fmt.Errorf("…: %w", &E{})        fmt.Errorf("…: %w", func() error { var lowered1 error = &E{}; return lowered1 }())
func wrappedErrors(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.calls(call, "fmt", "Errorf") || call.Ellipsis.IsValid() {
			return
		}
		for _, arg := range call.Args[1:] {
			t := w.Info.TypeOf(arg)
			if types.IsInterface(t) || !w.isOwnError(t) || strings.Contains(w.text(arg), "\n") {
				continue
			}
			name := w.name()
			w.replace(arg.Pos(), arg.End(), fmt.Sprintf("func() error { var %s error = %s; return %s }()", name, w.text(arg), name))
		}
	})
}

// isOwnError reports whether a type of the program is an error.
func (w *rewriter) isOwnError(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		if named, ok := p.Elem().(*types.Named); !ok || named.Obj().Pkg() != w.Package {
			return false
		}
	} else if named, ok := t.(*types.Named); !ok || named.Obj().Pkg() != w.Package {
		return false
	}
	return types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
}
