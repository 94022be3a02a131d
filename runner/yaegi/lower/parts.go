package lower

import (
	"go/types"
	"iter"
)

// parts are the types that one is made of by way of pointers, lists, maps and fields: what package
// json goes through.
func parts(t types.Type) iter.Seq[types.Type] {
	return func(yield func(types.Type) bool) {
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			yield(u.Elem())
		case *types.Slice:
			yield(u.Elem())
		case *types.Array:
			yield(u.Elem())
		case *types.Map:
			_ = yield(u.Key()) && yield(u.Elem())
		case *types.Struct:
			for f := range u.Fields() {
				if !yield(f.Type()) {
					return
				}
			}
		}
	}
}

// reaches reports whether a type or one of its parts counts, where deeper says of those that do not
// whether their parts are looked at.
func reaches(t types.Type, counts func(types.Type) (found, deeper bool)) bool {
	seen := map[types.Type]bool{}
	var visit func(t types.Type) bool
	visit = func(t types.Type) bool {
		t = types.Unalias(t)
		if seen[t] {
			return false
		}
		seen[t] = true
		found, deeper := counts(t)
		if found || !deeper {
			return found
		}
		for part := range parts(t) {
			if visit(part) {
				return true
			}
		}
		return false
	}
	return visit(t)
}

// reachesOwn is the same without the parts of the library's types.
func (w *rewriter) reachesOwn(t types.Type, counts func(types.Type) bool) bool {
	return reaches(t, func(t types.Type) (found, deeper bool) {
		if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != w.Package {
			return false, false
		}
		return counts(t), true
	})
}
