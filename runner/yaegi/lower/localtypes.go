package lower

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"strings"
)

// localTypes takes types that functions declare out of them, if a generic function or type
// is used with one: a copy of that is of the package, and could not name them; or if another
// has their name, in the function or in the package, for which yaegi would take them.
//
//	func main() {                                    func main() {
//		type kv struct{ k string; n int }
//		slices.SortFunc([]kv{}, byCount)                 slices.SortFunc([]lowered1{}, byCount)
//	}                                                }
//	type lowered1 /* kv·1 */ struct{ k string; n int }
//
// The number is what Go tells it by from others of its name: it counts the types that
// functions declare, and stands behind the name where that is part of another (Stack[main.kv·1]).
// One that is embedded stays, since the field would have another name, and so does one whose
// declaration names what only the function knows.
func localTypes(w *rewriter) {
	for _, source := range w.Sources {
		if strings.Contains(source, localDot) {
			return
		}
	}
	specs, titles := w.localSpecs()
	w.keepLiftable(specs)
	names := map[types.Object]string{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		if s, ok := n.(*ast.TypeSpec); ok && specs[w.Info.Defs[s.Name]] != nil {
			names[w.Info.Defs[s.Name]] = w.name()
		}
	})
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if o := w.Info.Defs[n.Name]; names[o] != "" {
				decl := within[len(within)-1]
				w.replace(decl.Pos(), decl.End(), "")
				w.append(w.file(n), fmt.Sprintf("type %s /* %s */ %s", names[o], titles[o], w.renamed(n.Type, names)))
			}
		case *ast.Ident:
			if name := names[w.Info.Uses[n]]; name != "" && !w.isWithin(within, names) {
				w.replace(n.Pos(), n.End(), name)
			}
		}
	})
}

// localDot is between the name and the number of a type that a function declares.
const localDot = "·"

// localSpecs are the declarations of types in functions that are not generic, each in a
// statement of its own, and the titles of all types that functions declare.
func (w *rewriter) localSpecs() (specs map[types.Object]*ast.TypeSpec, titles map[types.Object]string) {
	specs, titles = map[types.Object]*ast.TypeSpec{}, map[types.Object]string{}
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.TypeSpec)
		if !ok || s.Assign.IsValid() || enclosing(within) == nil {
			return
		}
		o := w.Info.Defs[s.Name]
		titles[o] = fmt.Sprint(s.Name.Name, localDot, len(titles)+1)
		if decl := within[len(within)-1].(*ast.GenDecl); s.TypeParams == nil && len(decl.Specs) == 1 && !w.inGeneric(within) {
			specs[o] = s
		}
	})
	return specs, titles
}

// inGeneric reports whether a generic function, or a method of a generic type, is around.
func (w *rewriter) inGeneric(within []ast.Node) bool {
	for _, n := range within {
		if f, ok := n.(*ast.FuncDecl); ok {
			s := w.Info.Defs[f.Name].Type().(*types.Signature)
			return s.TypeParams().Len()+s.RecvTypeParams().Len() > 0
		}
	}
	return false
}

// keepLiftable keeps of declarations those that must go out, and can.
func (w *rewriter) keepLiftable(specs map[types.Object]*ast.TypeSpec) {
	wanted := map[types.Object]bool{}
	for _, instance := range w.Info.Instances {
		for arg := range instance.TypeArgs.Types() {
			w.want(arg, specs, wanted, map[types.Type]bool{})
		}
	}
	for o := range specs {
		if NamedTwice(w.Package, w.Info, o) || types.IsInterface(o.Type()) {
			w.want(o.Type(), specs, wanted, map[types.Type]bool{})
		}
	}
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
	for before := -1; before != len(specs); {
		before = len(specs)
		for o, s := range specs {
			if !wanted[o] || !w.isKnownOutside(s, specs) {
				delete(specs, o)
			}
		}
	}
}

// NamedTwice reports whether a type of a function has the name of one of the package, or of
// another of that function.
func NamedTwice(pkg *types.Package, info *types.Info, o types.Object) bool {
	if _, isType := pkg.Scope().Lookup(o.Name()).(*types.TypeName); isType {
		return true
	}
	for _, other := range info.Defs {
		if _, isType := other.(*types.TypeName); isType && other != o && other.Name() == o.Name() && functionOf(pkg, other) == functionOf(pkg, o) {
			return true
		}
	}
	return false
}

// functionOf is the scope of the declared function that an object is in; none for others.
func functionOf(pkg *types.Package, o types.Object) *types.Scope {
	for s := o.Parent(); s != nil && s.Parent() != nil; s = s.Parent() {
		if s.Parent().Parent() == pkg.Scope() {
			return s
		}
	}
	return nil
}

func isStructField(within []ast.Node) bool {
	_, ok := within[len(within)-2].(*ast.StructType)
	return ok
}

// want notes those of the declarations that a type is made of.
func (w *rewriter) want(t types.Type, specs map[types.Object]*ast.TypeSpec, wanted map[types.Object]bool, seen map[types.Type]bool) {
	mentions(t, seen, func(t types.Type) bool {
		n, ok := t.(*types.Named)
		if ok && specs[n.Obj()] != nil && !wanted[n.Obj()] {
			wanted[n.Obj()] = true
			ast.Inspect(specs[n.Obj()].Type, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && w.Info.Uses[id] != nil {
					if _, isType := w.Info.Uses[id].(*types.TypeName); isType {
						w.want(w.Info.Uses[id].Type(), specs, wanted, seen)
					}
				}
				return true
			})
		}
		return false
	})
}

// isKnownOutside reports whether all names of a declaration are those of the package, of the
// language, or of declarations that go out as well.
func (w *rewriter) isKnownOutside(spec *ast.TypeSpec, specs map[types.Object]*ast.TypeSpec) bool {
	known := true
	ast.Inspect(spec.Type, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch o := w.Info.Uses[id]; {
		case o == nil, specs[o] != nil, o.Parent() == types.Universe, o.Parent() == w.Package.Scope():
		case o.Pkg() != nil && o.Pkg() != w.Package: // behind the name of a package
		default:
			_, isPackage := o.(*types.PkgName)
			known = known && isPackage
		}
		return true
	})
	return known
}

// isWithin reports whether a declaration that goes out is around.
func (w *rewriter) isWithin(within []ast.Node, names map[types.Object]string) bool {
	for _, n := range within {
		if s, ok := n.(*ast.TypeSpec); ok && names[w.Info.Defs[s.Name]] != "" {
			return true
		}
	}
	return false
}

// renamed is a type on one line, with new names.
func (w *rewriter) renamed(e ast.Expr, names map[types.Object]string) string {
	var edits []edit
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && names[w.Info.Uses[id]] != "" {
			file, at := w.Place(id.Pos())
			edits = append(edits, edit{file, at, at + len(id.Name), names[w.Info.Uses[id]]})
		}
		return true
	})
	return oneLine(w.applyTo(e, edits))
}

var (
	liftedTypes = regexp.MustCompile(`type (` + Prefix + `\d+) /\* (\S+` + localDot + `\d+) \*/`)
	liftedName  = regexp.MustCompile(Prefix + `\d+`)
)

// withTitles is a type's text with the names that Go has for types of functions.
func (w *rewriter) withTitles(text string) string {
	if !strings.Contains(text, Prefix) {
		return text
	}
	titles := map[string]string{}
	for _, source := range w.Sources {
		for _, found := range liftedTypes.FindAllStringSubmatch(source, -1) {
			titles[found[1]] = found[2]
		}
	}
	return liftedName.ReplaceAllStringFunc(text, func(name string) string { return cmp.Or(titles[name], name) })
}
