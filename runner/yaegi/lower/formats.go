package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// formats makes a constant of a variable that holds one format, or the beginning of one, for
// as long as it is there. Of a format that is not constant it cannot be told which of its
// values lose their types.
//
//	row := "%-8s %v\n"          const row = "%-8s %v\n"
//	fmt.Printf(row, "a", s)     fmt.Printf(row, "a", s)
func formats(w *rewriter) {
	order, all := w.locals()
	inFormats := map[*types.Var]bool{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok {
			if arg := w.formatArgument(call); arg != nil {
				ast.Inspect(arg, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						if v, ok := w.Info.Uses[id].(*types.Var); ok {
							inFormats[v] = true
						}
					}
					return true
				})
			}
		}
	})
	for _, v := range order {
		if l := all[v]; inFormats[v] && l.fixed() {
			w.constantDefinition(l)
		}
	}
}

// formatArgument is the format of a call of package fmt or log, if it is not constant.
func (w *rewriter) formatArgument(call *ast.CallExpr) ast.Expr {
	fn := w.libraryFunction(call)
	if fn == nil || fn.Pkg().Path() != "fmt" && fn.Pkg().Path() != "log" {
		return nil
	}
	s := fn.Signature()
	last := s.Params().Len() - 1
	if last < 1 || !s.Variadic() || last > len(call.Args) || s.Params().At(last-1).Name() != "format" {
		return nil
	}
	if arg := call.Args[last-1]; w.Info.Types[arg].Value == nil {
		return arg
	}
	return nil
}

// constantDefinition makes a constant of a variable that is defined alone, by a constant text.
func (w *rewriter) constantDefinition(l *local) {
	s, ok := l.within[len(l.within)-1].(*ast.AssignStmt)
	if !ok || s.Tok != token.DEFINE || len(s.Lhs) != 1 || !inList(l.within[:len(l.within)-1]) {
		return
	}
	value := w.Info.Types[s.Rhs[0]]
	if value.Value == nil || value.Value.Kind() != constant.String || !types.Identical(value.Type, types.Typ[types.String]) {
		return
	}
	w.insert(s.Pos(), "const ")
	w.replace(s.TokPos, s.TokPos+token.Pos(len(token.DEFINE.String())), "=")
}
