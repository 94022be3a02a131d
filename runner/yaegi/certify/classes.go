package certify

import (
	"go/types"
)

// class is a type as far as it matters to yaegi: types of the program's own
// are told from those of the library, because yaegi's have no identity outside
// of it, and of types made from others one level is named.
func (x *examiner) class(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return types.Typ[t.Kind()].Name() // byte is uint8
	case *types.Named:
		return x.named(t)
	case *types.TypeParam:
		return "type parameter"
	case *types.Pointer:
		return "*" + x.class(t.Elem())
	case *types.Slice:
		return "[]" + x.element(t.Elem())
	case *types.Array:
		return "[n]" + x.element(t.Elem())
	case *types.Map:
		return "map to " + x.element(t.Elem())
	case *types.Chan:
		return [...]string{"chan ", "chan<- ", "<-chan "}[t.Dir()] + x.element(t.Elem())
	case *types.Signature:
		return "func"
	case *types.Struct:
		if t.NumFields() == 0 {
			return "struct{}"
		}
		return "unnamed struct"
	case *types.Interface:
		if t.Empty() {
			return "any"
		}
		return "unnamed interface"
	case *types.Tuple:
		return "several values"
	}
	return "other type"
}

// element is a type within another, where less matters: numbers are not told
// apart, except for bytes, nor what is behind a pointer or in a slice, except
// whether it is the program's own.
func (x *examiner) element(t types.Type) string {
	own := ""
	if x.isOwn(t) {
		own = "own "
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case isTypeParam(t):
			return "type parameter"
		case u.Info()&types.IsNumeric != 0 && u.Info()&types.IsComplex == 0 && u.Kind() != types.Byte:
			return "number"
		}
		return x.class(u)
	case *types.Interface:
		if isTypeParam(t) {
			return "type parameter"
		}
		return own + "interface"
	case *types.Struct:
		if u.NumFields() == 0 {
			return "struct{}"
		}
		return own + "struct"
	case *types.Pointer:
		return own + "pointer"
	case *types.Slice:
		return own + "slice"
	case *types.Array:
		return own + "array"
	case *types.Map:
		return own + "map"
	case *types.Chan:
		return own + "chan"
	case *types.Signature:
		return "func"
	}
	return x.class(t)
}

func (x *examiner) named(t *types.Named) string {
	if t.Obj().Pkg() == nil {
		return t.Obj().Name() // error, any, comparable
	}
	whose := "library "
	if t.Obj().Pkg() == x.pkg {
		whose = "own "
		if t.TypeArgs().Len() > 0 || t.TypeParams().Len() > 0 {
			whose = "own generic "
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return whose + "struct"
	case *types.Interface:
		return whose + "interface"
	case *types.Basic:
		return whose + x.element(u)
	case *types.Signature:
		return whose + "func"
	case *types.Slice, *types.Array, *types.Map, *types.Chan:
		return whose + x.class(u)
	case *types.Pointer: // which may lead back to the type itself
		return whose + "pointer to " + x.element(u.Elem())
	}
	return whose + "type"
}

// plain is a class without names: arithmetic and its like, and what slices, maps and channels
// are for, do not ask for a type's name.
func (x *examiner) plain(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Interface:
		return x.class(t)
	}
	if isTypeParam(t) {
		return x.class(t)
	}
	return x.class(t.Underlying())
}

// bare is the kind of a container: how it is made, measured, cut and emptied does
// not hang on what is in it.
func (x *examiner) bare(t types.Type) string {
	if isTypeParam(t) {
		return x.class(t)
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return "slice"
	case *types.Array:
		return "array"
	case *types.Map:
		return "map"
	case *types.Chan:
		return [...]string{"chan", "chan<-", "<-chan"}[u.Dir()]
	case *types.Pointer:
		return "pointer to " + x.bare(u.Elem())
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return "string"
		}
	}
	return x.plain(t)
}

// converted is a type to which, or from which, a value is converted: what is
// made of integers of one size is made of those of all, and arrays have an
// element.
func (x *examiner) converted(t types.Type) string {
	own := ""
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		own = "library "
		if n.Obj().Pkg() == x.pkg {
			own = "own "
		}
	}
	if b, ok := t.Underlying().(*types.Basic); ok && !isTypeParam(t) && b.Info()&types.IsUntyped == 0 {
		switch info := b.Info(); {
		case info&types.IsUnsigned != 0:
			return own + "unsigned"
		case info&types.IsInteger != 0:
			return own + "integer"
		case info&types.IsFloat != 0:
			return own + "float"
		}
	}
	return x.class(t)
}

// isOwn reports whether a type is of the program's own making in any part. Such
// types mean something else to the library under yaegi.
func (x *examiner) isOwn(t types.Type) bool {
	return x.mentions(t, map[types.Type]bool{}, func(n *types.Named) bool { return n.Obj().Pkg() == x.pkg })
}

// madeOfUnnamed reports whether a type has a part that is an interface with methods and
// without a name, which is the interpreter's own.
func madeOfUnnamed(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Interface:
		return t.NumMethods() > 0
	case *types.Pointer:
		return madeOfUnnamed(t.Elem())
	case *types.Slice:
		return madeOfUnnamed(t.Elem())
	case *types.Array:
		return madeOfUnnamed(t.Elem())
	case *types.Chan:
		return madeOfUnnamed(t.Elem())
	case *types.Map:
		return madeOfUnnamed(t.Key()) || madeOfUnnamed(t.Elem())
	case *types.Struct:
		for field := range t.Fields() {
			if madeOfUnnamed(field.Type()) {
				return true
			}
		}
	case *types.Signature:
		for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
			for v := range tuple.Variables() {
				if madeOfUnnamed(v.Type()) {
					return true
				}
			}
		}
	}
	return false
}

// hasMethodsInside reports whether a type that is part of t, or of what t leads
// to, has methods: fmt and others would call them under Go and cannot under
// yaegi.
func (x *examiner) hasMethodsInside(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return x.mentions(t, map[types.Type]bool{}, func(n *types.Named) bool {
		return n.Obj().Pkg() == x.pkg && !types.Identical(n, t) && types.NewMethodSet(types.NewPointer(n)).Len() > 0
	})
}

// mentions reports whether t or one of its parts is a named type that counts.
func (x *examiner) mentions(t types.Type, seen map[types.Type]bool, counts func(*types.Named) bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	part := func(t types.Type) bool { return x.mentions(t, seen, counts) }
	switch t := t.(type) {
	case *types.Named:
		if counts(t) {
			return true
		}
		for arg := range t.TypeArgs().Types() {
			if part(arg) {
				return true
			}
		}
		return t.Obj().Pkg() == x.pkg && part(t.Underlying())
	case *types.TypeParam:
		return true
	case *types.Pointer:
		return part(t.Elem())
	case *types.Slice:
		return part(t.Elem())
	case *types.Array:
		return part(t.Elem())
	case *types.Chan:
		return part(t.Elem())
	case *types.Map:
		return part(t.Key()) || part(t.Elem())
	case *types.Struct:
		for field := range t.Fields() {
			if part(field.Type()) {
				return true
			}
		}
	case *types.Signature:
		return part(t.Params()) || part(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			if part(v.Type()) {
				return true
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if part(m.Type()) {
				return true
			}
		}
	}
	return false
}

// traits are what else matters about a type of the program's own when it is
// given to an interface, if one is known. Methods that it has from what it embeds
// are found there as Go finds them if the interface is the program's too (package
// yaegi, promoted.go).
func (x *examiner) traits(t, to types.Type) string {
	traits := ""
	if !x.isOwn(t) {
		return ""
	}
	if types.NewMethodSet(t).Len() > 0 {
		traits += " with methods"
	}
	if to == nil || isAny(to) || !x.isOwn(to) { // the library may look inside
		if x.hasMethodsInside(t) {
			traits += " with methods inside"
		}
		if x.hasUnexported(t, map[types.Type]bool{}) {
			traits += " with unexported fields"
		}
	}
	if to != nil && !isAny(to) && x.isOwn(to) {
		return traits
	}
	base := t
	if p, ok := t.Underlying().(*types.Pointer); ok {
		base = p.Elem()
	}
	if s, ok := base.Underlying().(*types.Struct); ok {
		for field := range s.Fields() {
			if field.Embedded() && types.IsInterface(field.Type()) && !defines(t, to) {
				traits += " with an embedded interface"
			} else if field.Embedded() && !defines(t, to) {
				traits += " with an embedded type"
			}
		}
	}
	return traits
}

// defines reports whether a type has all methods of a non-empty interface
// without the help of embedded fields.
func defines(t, to types.Type) bool {
	if to == nil {
		return false
	}
	i, ok := to.Underlying().(*types.Interface)
	if !ok || i.Empty() {
		return false
	}
	methods := types.NewMethodSet(t)
	for m := range i.Methods() {
		s := methods.Lookup(m.Pkg(), m.Name())
		if s == nil || len(s.Index()) > 1 {
			return false
		}
	}
	return true
}

// hasUnexported reports whether a struct in a type has unexported fields: yaegi
// gives them to the library with an X before their names.
func (x *examiner) hasUnexported(t types.Type, seen map[types.Type]bool) bool {
	if n, ok := types.Unalias(t).(*types.Named); seen[t] || ok && n.Obj().Pkg() != x.pkg {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for field := range u.Fields() {
			if !field.Exported() || x.hasUnexported(field.Type(), seen) {
				return true
			}
		}
	case *types.Pointer:
		return x.hasUnexported(u.Elem(), seen)
	case *types.Slice:
		return x.hasUnexported(u.Elem(), seen)
	case *types.Array:
		return x.hasUnexported(u.Elem(), seen)
	case *types.Map:
		return x.hasUnexported(u.Key(), seen) || x.hasUnexported(u.Elem(), seen)
	}
	return false
}
