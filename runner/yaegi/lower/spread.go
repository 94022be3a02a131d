package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// spread names the several values of a call where one of them becomes an
// interface on its way, so that each is an expression of its own.
//
//	fmt.Println(f())        lowered1, lowered2 := f(); fmt.Println(lowered1, lowered2)
//	return f()              lowered1, lowered2 := f(); return lowered1, lowered2
//
// It leaves alone what stands within an expression.
func spread(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		if len(within) == 0 || !inList(within) {
			return
		}
		switch s := n.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && len(call.Args) == 1 {
				if signature, ok := w.Info.TypeOf(call.Fun).(*types.Signature); ok {
					w.naming(s, call.Args[0], parameterTypes(signature))
				}
			}
		case *ast.ReturnStmt:
			if len(s.Results) == 1 {
				w.naming(s, s.Results[0], typesOf(w.signature(within).Results()))
			}
		case *ast.AssignStmt:
			if len(s.Rhs) == 1 && len(s.Lhs) > 1 && plain(s.Lhs) {
				var to []types.Type
				for _, left := range s.Lhs {
					to = append(to, w.Info.TypeOf(left))
				}
				w.naming(s, s.Rhs[0], to)
			}
		}
	})
}

// naming puts a definition of the values before the statement, and their names where
// they were.
func (w *rewriter) naming(s ast.Stmt, values ast.Expr, to []types.Type) {
	from := typesOf(w.Info.TypeOf(values))
	if len(from) < 2 || strings.Contains(w.text(values), "\n") {
		return
	}
	becomes := false
	for i, t := range from {
		at := to[min(i, len(to)-1)]
		becomes = becomes || at != nil && types.IsInterface(at) && !types.Identical(t, at)
	}
	if _, isCall := ast.Unparen(values).(*ast.CallExpr); !becomes || !isCall {
		return
	}
	var names []string
	for range from {
		names = append(names, w.name())
	}
	list := strings.Join(names, ", ")
	w.insert(s.Pos(), fmt.Sprintf("%s := %s; ", list, w.text(values)))
	w.replace(values.Pos(), values.End(), list)
}

// typesOf are the types of several values.
func typesOf(t types.Type) []types.Type {
	var list []types.Type
	if tuple, ok := t.(*types.Tuple); ok {
		for v := range tuple.Variables() {
			list = append(list, v.Type())
		}
	}
	return list
}

// parameterTypes are the types of a function's parameters, of a variadic one that
// of an argument.
func parameterTypes(s *types.Signature) []types.Type {
	list := typesOf(s.Params())
	if s.Variadic() {
		list[len(list)-1] = list[len(list)-1].Underlying().(*types.Slice).Elem()
	}
	return list
}
