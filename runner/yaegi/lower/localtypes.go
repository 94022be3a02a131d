package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
)

// localTypes takes types that functions declare out of them, if a generic function or type
// is used with one: a copy of that is of the package, and could not name them.
//
//	func main() {                                    func main() {
//		type kv struct{ k string; n int }
//		slices.SortFunc([]kv{}, byCount)                 slices.SortFunc([]lowered1{}, byCount)
//	}                                                }
//	type lowered1 /* kv */ struct{ k string; n int }
//
// One that is embedded stays, since the field would have another name, and so does one whose
// declaration names what only the function knows.
func localTypes(w *rewriter) {
	specs := w.localSpecs()
	for o := range specs {
		if !w.instantiates(o) {
			delete(specs, o)
		}
	}
	names := map[types.Object]string{}
	w.walk(func(n ast.Node, within []ast.Node) {
		d, ok := n.(*ast.DeclStmt)
		if !ok {
			return
		}
		decl := d.Decl.(*ast.GenDecl)
		if len(decl.Specs) != 1 {
			return
		}
		spec, ok := decl.Specs[0].(*ast.TypeSpec)
		if !ok || specs[w.Info.Defs[spec.Name]] == nil || !w.isKnownOutside(spec) {
			return
		}
		name := w.name()
		names[w.Info.Defs[spec.Name]] = name
		w.replace(decl.Pos(), decl.End(), "")
		w.append(w.file(n), fmt.Sprintf("type %s /* %s */ %s; ", name, spec.Name.Name, w.renamed(spec, name)))
	})
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if ok && names[w.Info.Uses[id]] != "" && !slices.ContainsFunc(within, func(n ast.Node) bool {
			s, ok := n.(*ast.TypeSpec)
			return ok && names[w.Info.Defs[s.Name]] != ""
		}) {
			w.replace(id.Pos(), id.End(), names[w.Info.Uses[id]])
		}
	})
}

// localSpecs are the declarations of types in functions that are not generic, but for aliases
// and what is embedded somewhere.
func (w *rewriter) localSpecs() map[types.Object]*ast.TypeSpec {
	specs := map[types.Object]*ast.TypeSpec{}
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.TypeSpec)
		if !ok || s.Assign.IsValid() || s.TypeParams != nil || enclosing(within) == nil {
			return
		}
		for _, n := range within {
			if f, ok := n.(*ast.FuncDecl); ok {
				s := w.Info.Defs[f.Name].Type().(*types.Signature)
				if s.TypeParams().Len()+s.RecvTypeParams().Len() > 0 {
					return
				}
			}
		}
		specs[w.Info.Defs[s.Name]] = s
	})
	w.walk(func(n ast.Node, within []ast.Node) {
		if field, ok := n.(*ast.Field); ok && field.Names == nil && isStructField(within) {
			ast.Inspect(field.Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					delete(specs, w.Info.Uses[id])
				}
				return true
			})
		}
	})
	return specs
}

func isStructField(within []ast.Node) bool {
	_, ok := within[len(within)-2].(*ast.StructType)
	return ok
}

// instantiates reports whether a generic is used with a type, or with one made of it.
func (w *rewriter) instantiates(o types.Object) bool {
	for _, instance := range w.Info.Instances {
		for arg := range instance.TypeArgs.Types() {
			if mentions(arg, map[types.Type]bool{}, func(t types.Type) bool {
				n, ok := t.(*types.Named)
				return ok && n.Obj() == o
			}) {
				return true
			}
		}
	}
	return false
}

// isKnownOutside reports whether all names of a declaration are those of the package, of the
// language or of the type itself.
func (w *rewriter) isKnownOutside(spec *ast.TypeSpec) bool {
	known := true
	ast.Inspect(spec.Type, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch o := w.Info.Uses[id]; {
		case o == nil, o == w.Info.Defs[spec.Name], o.Parent() == types.Universe, o.Parent() == w.Package.Scope():
		case o.Pkg() != nil && o.Pkg() != w.Package: // behind the name of a package
		default:
			_, isPackage := o.(*types.PkgName)
			known = known && isPackage
		}
		return true
	})
	return known
}

// renamed is the type of a declaration on one line, by its new name.
func (w *rewriter) renamed(spec *ast.TypeSpec, name string) string {
	var edits []edit
	ast.Inspect(spec.Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.Info.Uses[id] == w.Info.Defs[spec.Name] {
			file, at := w.Place(id.Pos())
			edits = append(edits, edit{file, at, at + len(id.Name), name})
		}
		return true
	})
	return oneLine(w.applyTo(spec.Type, edits))
}
