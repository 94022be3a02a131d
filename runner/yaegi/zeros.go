package yaegi

import "reflect"

// The interpreter does not copy an argument that is zero into the parameter, which is
// zero already. But to reflect -0 is zero too, and so is a struct or an array that
// holds nothing else; it became +0 on its way.

// keepNegativeZeros has such arguments copied: a parameter that may hold -0 is
// an interface until the function begins, and those are copied always.
func (x *supervisor) keepNegativeZeros(nodes []*node) {
	for _, n := range nodes {
		if kindName(n.kind) != "funcDecl" || n.typ == nil || len(n.child) < 4 {
			continue
		}
		start := n.child[3].start
		from := len(n.typ.ret)
		to := from + len(n.typ.arg)
		if len(n.child[0].child) > 0 { // the receiver
			to++
		}
		if start == nil || start.gen == nil || to > len(n.types) {
			continue
		}
		parameters := map[int]reflect.Type{}
		for i := from; i < to; i++ {
			if t := n.types[i]; hasFloats(t) {
				parameters[i], n.types[i] = t, reflect.TypeFor[any]()
			}
		}
		if len(parameters) > 0 {
			unboxAt(start, parameters)
		}
	}
}

// unboxAt gives parameters their types when a node is executed that the function
// begins with. It may be that of a loop, and be come to again.
func unboxAt(n *node, parameters map[int]reflect.Type) {
	gen := n.gen
	n.gen = func(n *node) {
		gen(n)
		e := n.exec
		if e == nil {
			return
		}
		n.exec = func(f *frame) exec {
			for i, t := range parameters {
				if held := f.data[i]; held.Type() != t {
					f.data[i] = reflect.New(t).Elem()
					if !held.IsNil() {
						f.data[i].Set(held.Elem())
					}
				}
			}
			return e(f)
		}
	}
}

// hasFloats reports whether a value of the type may be -0, or hold it without a
// pointer to it.
func hasFloats(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	case reflect.Array:
		return t.Len() > 0 && hasFloats(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasFloats(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
