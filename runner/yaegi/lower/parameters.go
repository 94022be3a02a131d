package lower

import "go/ast"

// parameters names those without a name: yaegi mistakes the arguments of
// such functions. Receivers are named too.
//
//	func (T) f(int) error { … }        func (lowered1 T) f(lowered2 int) error { … }
func parameters(w *rewriter) {
	name := func(list *ast.FieldList) {
		for _, field := range list.List {
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
			if n.Recv != nil {
				name(n.Recv)
			}
			name(n.Type.Params)
		case *ast.FuncLit:
			name(n.Type.Params)
		}
	})
}
