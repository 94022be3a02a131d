package lower

import (
	"go/ast"
	"go/types"

	"bothends/runner/yaegi/host"
)

// anything writes any for the program's own types that are any: what yaegi puts into an
// interface of such a name is its own, not found in lists and never equal to nil.
//
//	type Value any                     type Value any
//	list := []Value{1, "x"}            list := []interface{}{1, "x"}
//
// The name is part of others, such as []Value. Values of these have it with them since they were put
// into boxes; where one of them is in an interface without a box, all is left as it is, and where
// the name may be printed otherwise: by a failed assertion, or for a map's key by package json.
func anything(w *rewriter) {
	if w.cell {
		return
	}
	named := map[types.Object]bool{}
	for _, o := range w.Info.Defs {
		if n, ok := o.(*types.TypeName); ok && !n.IsAlias() && w.isAnything(n.Type()) {
			named[o] = true
		}
	}
	if len(named) == 0 || w.printsItsName() {
		return
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		if id, ok := n.(*ast.Ident); ok && named[w.Info.Uses[id]] {
			w.replace(id.Pos(), id.End(), "interface{}")
		}
	})
}

// isAnything holds for a type of the program's own that is any.
func (w *rewriter) isAnything(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() == w.Package && n.TypeParams() == nil && isEmpty(n) && !isTypeParam(n)
}

// printsItsName reports whether something that is done while the program runs needs such a type's name.
func (w *rewriter) printsItsName() bool {
	needs := false
	for _, c := range w.conversions() {
		from := w.Info.TypeOf(c.expr)
		fn := w.libraryFunction(c.call)
		needs = needs || !types.IsInterface(from) && w.mentionsAnything(from) && (fn == nil || fn.Pkg().Path() != host.Path && fn.Pkg().Path() != "encoding/json")
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			needs = needs || n.Type != nil && (w.isAnything(w.Info.TypeOf(n.Type)) || w.isAnything(w.Info.TypeOf(n.X)) && w.tellsType(n))
		case *ast.MapType:
			needs = needs || w.mentionsAnything(w.Info.TypeOf(n.Key))
		case *ast.Field:
			_, embedded := within[len(within)-2].(*ast.StructType)
			needs = needs || embedded && n.Names == nil && w.isAnything(w.Info.TypeOf(n.Type))
		}
	})
	return needs
}

// tellsType reports whether an assertion tells the type of its operand where it fails.
func (w *rewriter) tellsType(n *ast.TypeAssertExpr) bool {
	_, twice := w.Info.TypeOf(n).(*types.Tuple)
	return !twice && !types.IsInterface(w.Info.TypeOf(n.Type))
}

// mentionsAnything reports whether such a type is part of one.
func (w *rewriter) mentionsAnything(t types.Type) bool {
	return mentions(t, map[types.Type]bool{}, func(t types.Type) bool {
		s, ok := t.(*types.Struct)
		for i := 0; ok && i < s.NumFields(); i++ {
			if w.mentionsAnything(s.Field(i).Type()) {
				return true
			}
		}
		return w.isAnything(t)
	})
}
