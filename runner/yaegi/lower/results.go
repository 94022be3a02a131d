package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// namedResults sets named results first: under yaegi they begin with what they
// were when the function last returned to the same place.
//
//	func f() (n int, err error) {        func f() (n int, err error) { n = 0; err = nil;
func namedResults(w *rewriter) {
	set := func(t *ast.FuncType, body *ast.BlockStmt) {
		if t.Results == nil || body == nil {
			return
		}
		text := ""
		for _, field := range t.Results.List {
			for _, name := range field.Names {
				if name.Name != "_" && !w.isSet(name, body) {
					text += w.zero(name, field.Type)
				}
			}
		}
		if text != "" {
			w.insert(body.Lbrace+1, " "+text)
		}
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			set(n.Type, n.Body)
		case *ast.FuncLit:
			set(n.Type, n.Body)
		}
	})
}

// isSet reports whether the body has the statement already.
func (w *rewriter) isSet(name *ast.Ident, body *ast.BlockStmt) bool {
	for _, s := range body.List {
		if _, ok := s.(*ast.DeclStmt); ok {
			continue
		}
		a, ok := s.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
			return false
		}
		if w.Info.ObjectOf(name) == types.Object(w.variable(a.Lhs[0])) && (w.constant(a.Rhs[0]) || isLowered(a.Rhs[0])) {
			return true
		}
		if !w.constant(a.Rhs[0]) && !isLowered(a.Rhs[0]) {
			return false
		}
	}
	return false
}

// isLowered reports whether an expression is a name that rewriting introduced.
func isLowered(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && strings.HasPrefix(id.Name, Prefix)
}

// zero is a statement that sets a result to its zero value. A literal T{} would
// do for Go, but yaegi then loses what is assigned to fields later.
func (w *rewriter) zero(name *ast.Ident, t ast.Expr) string {
	switch u := w.Info.TypeOf(name).Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return fmt.Sprintf("%s = \"\"; ", name.Name)
		case u.Info()&types.IsBoolean != 0:
			return fmt.Sprintf("%s = false; ", name.Name)
		}
		return fmt.Sprintf("%s = 0; ", name.Name)
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return fmt.Sprintf("%s = nil; ", name.Name)
	case *types.Interface:
		if _, ok := types.Unalias(w.Info.TypeOf(name)).(*types.TypeParam); !ok {
			return fmt.Sprintf("%s = nil; ", name.Name)
		}
	}
	zero := w.name()
	return fmt.Sprintf("var %s %s; %s = %s; ", zero, w.text(t), name.Name, zero)
}
