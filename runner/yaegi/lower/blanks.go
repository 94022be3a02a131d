package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// blankName begins the names of fields that have none, and ends in their place.
const blankName = Prefix + "blank"

// blankFields gives names to fields without one: to yaegi all fields are exported and are
// called something, and a struct has no two of the same name. Package host knows them by
// their names.
//
//	type header struct { _ uint8 }          type header struct { loweredblank0 uint8 }
//	binary.Read(r, order, &h)               binary.Read(r, order, loweredhost.Blank(&h))
//
// What lists values for them is left alone, and so is what reads into other hidden fields, which
// panics.
func blankFields(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.StructType)
		if !ok || !hasBlank(s) || w.isListed(w.Info.TypeOf(s)) {
			return
		}
		place := 0
		for _, field := range s.Fields.List {
			for _, name := range field.Names {
				if name.Name == "_" {
					w.replace(name.Pos(), name.End(), fmt.Sprint(blankName, place))
				}
				place++
			}
			if len(field.Names) == 0 {
				place++
			}
		}
	})
	w.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !w.calls(call, "encoding/binary", "Read") && !w.calls(call, "encoding/binary", "Decode") {
			return
		}
		into := call.Args[len(call.Args)-1]
		t := w.Info.TypeOf(into)
		if !w.isOwn(t) || !IsSized(t, true) {
			return
		}
		if blank, hidden := w.hides(t); blank && !hidden {
			w.insert(into.Pos(), w.host(w.file(into))+".Blank(")
			w.insert(into.End(), ")")
		}
	})
}

func hasBlank(s *ast.StructType) bool {
	for _, field := range s.Fields.List {
		for _, name := range field.Names {
			if name.Name == "_" {
				return true
			}
		}
	}
	return false
}

// isListed reports whether a literal without names of fields has the type.
func (w *rewriter) isListed(t types.Type) (found bool) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || len(lit.Elts) == 0 {
			return
		}
		_, keyed := lit.Elts[0].(*ast.KeyValueExpr)
		of := w.Info.TypeOf(lit).Underlying()
		if p, ok := of.(*types.Pointer); ok {
			of = p.Elem().Underlying()
		}
		found = found || !keyed && types.Identical(of, t)
	})
	return found
}

// hides reports whether a struct or a part of it has fields without a name, and whether it has
// others that the library does not set.
func (w *rewriter) hides(t types.Type) (blank, hidden bool) {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return w.hides(u.Elem())
	case *types.Slice:
		return w.hides(u.Elem())
	case *types.Array:
		return w.hides(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			inBlank, inHidden := w.hides(f.Type())
			blank = blank || inBlank || f.Name() == "_"
			hidden = hidden || inHidden || f.Name() != "_" && !f.Exported()
		}
	}
	return blank, hidden
}

// fieldName is a field's name as the program has it.
func fieldName(f *types.Var) string {
	if strings.HasPrefix(f.Name(), blankName) {
		return "_"
	}
	return f.Name()
}

// IsSized reports whether package encoding/binary takes values of a type; where it
// does not, it names the type.
func IsSized(t types.Type, outermost bool) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch u.Kind() {
		case types.Int, types.Uint, types.Uintptr, types.String, types.UnsafePointer:
			return false
		}
		return true
	case *types.Pointer:
		return outermost && IsSized(u.Elem(), false)
	case *types.Slice:
		return outermost && IsSized(u.Elem(), false)
	case *types.Array:
		return IsSized(u.Elem(), false)
	case *types.Struct:
		for f := range u.Fields() {
			if !IsSized(f.Type(), false) {
				return false
			}
		}
		return true
	}
	return false
}
