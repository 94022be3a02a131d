package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// literals converts a literal of a slice, a map or an array to its own type where
// it is assigned to an interface of the program's own: yaegi makes it in the place
// that it goes to, and panics.
//
//	shape = Points{1, 2}             shape = Points(Points{1, 2})
//	var s Shape = Table{}            var s Shape = Table(Table{})
//
// It also writes out the types of elements that a literal of a type of the library
// leaves out: yaegi finds only those of the program's own types.
//
//	fstest.MapFS{"a": {Data: b}}     fstest.MapFS{"a": &fstest.MapFile{Data: b}}
//
// And it converts what an operation yields where that becomes an interface: yaegi
// has some write to the place of the interface, which panics or is lost.
//
//	func f() any { return -x }       func f() any { return float64(-x) }
func literals(w *rewriter) {
	for _, c := range w.conversions() {
		t := types.Default(w.Info.TypeOf(c.expr))
		if c.call != nil || !isOperation(c.expr) || w.Info.Types[c.expr].Value != nil {
			continue
		}
		w.converting(c.expr, t)
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) {
				for i, right := range n.Rhs {
					w.keepLiteral(right, w.Info.TypeOf(n.Lhs[i]))
				}
			}
		case *ast.ValueSpec:
			if n.Type != nil {
				for _, value := range n.Values {
					w.keepLiteral(value, w.Info.TypeOf(n.Type))
				}
			}
		case *ast.CompositeLit:
			if _, inLibrary := libraryNamed(w.Info.TypeOf(n), w.Package); inLibrary {
				w.writeElementTypes(n)
			}
		}
	})
}

func isOperation(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return true
	case *ast.UnaryExpr:
		return e.Op != token.AND && e.Op != token.ARROW
	}
	return false
}

// keepLiteral converts a literal that goes to a place of a type, if that is needed.
func (w *rewriter) keepLiteral(e ast.Expr, to types.Type) {
	lit, ok := ast.Unparen(e).(*ast.CompositeLit)
	if !ok || to == nil || !types.IsInterface(to) || isTypeParam(to) {
		return
	}
	if name, isName := lit.Type.(*ast.Ident); isName && !isStruct(w.Info.TypeOf(lit)) {
		w.insert(lit.Pos(), name.Name+"(")
		w.insert(lit.End(), ")")
	}
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// libraryNamed is the named type of the library that a type is.
func libraryNamed(t types.Type, program *types.Package) (*types.Named, bool) {
	named, ok := types.Unalias(t).(*types.Named)
	return named, ok && named.Obj().Pkg() != nil && named.Obj().Pkg() != program
}

// writeElementTypes writes the types of the elements of a literal that have none,
// where these are of the library, or pointers to such.
func (w *rewriter) writeElementTypes(n *ast.CompositeLit) {
	for _, element := range n.Elts {
		if kv, ok := element.(*ast.KeyValueExpr); ok {
			element = kv.Value
		}
		lit, ok := element.(*ast.CompositeLit)
		if !ok || lit.Type != nil {
			continue
		}
		t, and := w.Info.TypeOf(lit), ""
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t, and = p.Elem(), "&"
		}
		if _, inLibrary := libraryNamed(t, w.Package); !inLibrary {
			continue
		}
		if text, ok := w.typeText(t, w.file(lit), lit.Pos()); ok {
			w.insert(lit.Pos(), and+text)
		}
	}
}

// lengths writes out how many elements an array has whose literal gives some of them keys: yaegi
// counts from the last key, not from the greatest.
//
//	[...]int{2: 1, 0: 5}        [3]int{2: 1, 0: 5}
func lengths(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return
		}
		t, ok := lit.Type.(*ast.ArrayType)
		if !ok || !slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool { _, keyed := e.(*ast.KeyValueExpr); return keyed }) {
			return
		}
		if dots, ok := t.Len.(*ast.Ellipsis); ok {
			w.replace(dots.Pos(), dots.End(), fmt.Sprint(w.Info.TypeOf(lit).Underlying().(*types.Array).Len()))
		}
	})
}
