package main

import (
	"go/types"
	"maps"
	"slices"
)

// needs are the packages whose interfaces a program can come upon that imports
// pkg and nothing else: those with an interface among the types that can be
// reached from what pkg exports.
func needs(pkg *types.Package) []string {
	r := reach{seen: map[types.Type]bool{}, packages: map[string]bool{}}
	for _, name := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(name); o.Exported() {
			r.visit(o.Type())
		}
	}
	delete(r.packages, pkg.Path())
	return slices.Sorted(maps.Keys(r.packages))
}

type reach struct {
	seen     map[types.Type]bool
	packages map[string]bool
}

func (r *reach) visit(t types.Type) {
	t = types.Unalias(t)
	if r.seen[t] {
		return
	}
	r.seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		if i, ok := t.Underlying().(*types.Interface); ok && i.NumMethods() > 0 && t.Obj().Pkg() != nil {
			r.packages[t.Obj().Pkg().Path()] = true
		}
		for argument := range t.TypeArgs().Types() {
			r.visit(argument)
		}
		for m := range t.Methods() {
			if m.Exported() {
				r.visit(m.Type())
			}
		}
		r.visit(t.Underlying())
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				r.visit(f.Type())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			r.visit(m.Type())
		}
	case *types.Signature:
		for v := range t.Params().Variables() {
			r.visit(v.Type())
		}
		for v := range t.Results().Variables() {
			r.visit(v.Type())
		}
	case *types.TypeParam:
		r.visit(t.Constraint())
	case *types.Map:
		r.visit(t.Key())
		r.visit(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		r.visit(t.Elem())
	}
}
