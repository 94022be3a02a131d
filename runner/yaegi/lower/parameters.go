package lower

import "go/ast"

// parameters names those without a name: yaegi mistakes the arguments of
// such functions.
//
//	func(int) error { … }        func(lowered1 int) error { … }
func parameters(w *rewriter) {
	name := func(t *ast.FuncType) {
		for _, field := range t.Params.List {
			if len(field.Names) == 0 {
				w.insert(field.Pos(), w.name()+" ")
			}
			for _, id := range field.Names {
				if id.Name == "_" {
					w.replace(id.Pos(), id.End(), w.name())
				}
			}
		}
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			name(n.Type)
		case *ast.FuncLit:
			name(n.Type)
		}
	})
}
