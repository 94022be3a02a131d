package certify

import (
	"go/ast"
	"go/types"
)

// Struct types of a package are made by package yaegi, whatever they lead to. Another type that
// refers to itself, and a struct type of a function, is made by the interpreter with a dummy in its
// place, which it replaces afterwards. In a field whose type ends in the dummy, such as
// func(*Lexer) *State, it looks for it in all that the type is made of, and
// makes that anew: it never ends with a type that is recursive too, and takes the
// library's types their names and methods.

// recursive reports whether a type refers to itself; one that is no struct, by another way than by
// way of those that package yaegi makes.
func recursive(object types.Object) bool {
	named, ok := object.Type().(*types.Named)
	if !ok {
		return false
	}
	made := map[types.Type]bool{}
	if _, isStruct := named.Underlying().(*types.Struct); !isStruct && object.Pkg() != nil {
		for _, name := range object.Pkg().Scope().Names() {
			if t := object.Pkg().Scope().Lookup(name).Type(); isStructType(t) {
				made[t] = true
			}
		}
	}
	x := &examiner{pkg: object.Pkg()}
	return x.mentions(named.Underlying(), made, func(n *types.Named) bool { return n.Obj() == object })
}

func isStructType(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// remade examines the fields of a type that refers to itself.
func (x *examiner) remade(s *ast.TypeSpec, named *types.Named) {
	t, ok := named.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for field := range t.Fields() {
		if f, ok := field.Type().Underlying().(*types.Signature); ok && x.leadsBack(f, named) {
			x.use(s.Pos(), "recursive type in a function of a field, by way of another type")
		}
		others, ends := x.ending(field.Type(), named)
		if f := x.functionIn(field.Type(), named); f != nil && (!ends || x.leadsBack(f, named)) {
			x.use(s.Pos(), "recursive type in a function that a field holds in something else")
		}
		for _, other := range others {
			if ends && x.isRemade(other, named, map[types.Type]bool{}) {
				x.use(s.Pos(), "recursive type at the end of a field with types that cannot be made anew")
			}
		}
	}
}

// functionIn is a function with the type named among what it is given or returns, in a
// map, a list or the like that a field is: there yaegi leaves the dummy. Nil if there is none,
// or the field itself is that function.
func (x *examiner) functionIn(t types.Type, named *types.Named) *types.Signature {
	within := func(t types.Type) *types.Signature {
		if f, ok := types.Unalias(t).(*types.Signature); ok {
			if x.mentions(f, map[types.Type]bool{}, func(n *types.Named) bool { return n == named }) {
				return f
			}
			return nil
		}
		return x.functionIn(t, named)
	}
	switch u := types.Unalias(t).(type) {
	case *types.Pointer:
		return within(u.Elem())
	case *types.Slice:
		return within(u.Elem())
	case *types.Array:
		return within(u.Elem())
	case *types.Chan:
		return within(u.Elem())
	case *types.Map:
		return within(u.Elem())
	case *types.Struct:
		for field := range u.Fields() {
			if f := within(field.Type()); f != nil {
				return f
			}
		}
	}
	return nil
}

// leadsBack reports whether a function has to do with another type of the program that has
// to do with this one.
func (x *examiner) leadsBack(f *types.Signature, named *types.Named) bool {
	found := false
	x.mentions(f, map[types.Type]bool{named: true}, func(n *types.Named) bool {
		found = found || n.Obj().Pkg() == x.pkg && x.mentions(n.Underlying(), map[types.Type]bool{}, func(n *types.Named) bool { return n == named })
		return found
	})
	return found
}

// ending reports whether a type ends in one that leads back to another, and
// which types stand before that.
func (x *examiner) ending(t types.Type, named *types.Named) (others []types.Type, ends bool) {
	for {
		switch u := types.Unalias(t).(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Chan:
			t = u.Elem()
		case *types.Map:
			others, t = append(others, u.Key()), u.Elem()
		case *types.Signature:
			others = append(others, u.Params())
			if u.Results().Len() != 1 {
				return nil, false
			}
			t = u.Results().At(0).Type()
		case *types.Named:
			back := x.mentions(u, map[types.Type]bool{}, func(n *types.Named) bool { return n == named })
			return others, back
		default:
			return nil, false
		}
	}
}

// isRemade reports whether yaegi would make a type anew that is not the same then, or
// that it never ends with.
func (x *examiner) isRemade(t types.Type, named *types.Named, within map[types.Type]bool) bool {
	t = types.Unalias(t)
	if t == named {
		return false
	}
	if within[t] {
		return true
	}
	within[t] = true
	defer delete(within, t)
	part := func(t types.Type) bool { return x.isRemade(t, named, within) }
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Interface:
		return !u.Empty() && x.isOwn(t)
	case *types.Tuple:
		for v := range u.Variables() {
			if part(v.Type()) {
				return true
			}
		}
		return false
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != x.pkg {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return part(u.Elem())
	case *types.Slice:
		return part(u.Elem())
	case *types.Array:
		return part(u.Elem())
	case *types.Chan:
		return part(u.Elem())
	case *types.Map:
		return part(u.Key()) || part(u.Elem())
	case *types.Signature:
		return part(u.Params()) || part(u.Results())
	case *types.Struct:
		for field := range u.Fields() {
			if part(field.Type()) {
				return true
			}
		}
		return false
	}
	return true
}
