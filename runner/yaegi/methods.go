package yaegi

import (
	"maps"
	"reflect"
	"slices"
)

// The interpreter compares the methods of two types as text, in which a receiver
// may stand and may not; what it does not find, it takes for there. The
// rules of Go's method sets are these.

// methodNames are those of an interface type.
func methodNames(t *itype) []string {
	names := map[string]bool{}
	var add func(t *itype)
	add = func(t *itype) {
		switch categoryName(t.cat) {
		case "linkedT":
			add(t.val)
		case "errorT":
			names["Error"] = true
		case "valueT":
			for m := range t.rtype.Methods() {
				names[m.Name] = true
			}
		case "interfaceT":
			for _, f := range t.field {
				if categoryName(f.typ.cat) == "funcT" && !f.embed {
					names[f.name] = true
				} else {
					add(f.typ)
				}
			}
		}
	}
	add(t)
	return slices.Sorted(maps.Keys(names))
}

// missing is the first method of an interface type that a type does not have, which
// is the one that Go names; known is false if that cannot be said.
func missing(t, of *itype) (method string, known bool) {
	for _, name := range methodNames(of) {
		has, known := hasMethod(t, name)
		if !known {
			return "", false
		}
		if !has {
			return name, true
		}
	}
	return "", true
}

// missingOf is the same for a type of the library's.
func missingOf(t reflect.Type, of *itype) (method string) {
	for _, name := range methodNames(of) {
		if _, ok := t.MethodByName(name); !ok {
			return name
		}
	}
	return ""
}

// An embedded type is one at some depth, of a value that can be had as a pointer or not.
type embedded struct {
	typ     *itype
	pointer bool
	path    []int // the fields on the way to it
}

// hasMethod reports whether a type has a method.
func hasMethod(t *itype, name string) (has, known bool) {
	_, has, known = findMethod(t, name)
	return has, known
}

// findMethod looks for a method as Go does, by depth of embedding: the first depth
// counts at which there is something of the name.
func findMethod(t *itype, name string) (in embedded, has, known bool) {
	seen := map[*itype]bool{}
	for level := []embedded{{typ: t}}; len(level) > 0; {
		var next []embedded
		found := 0
		for _, e := range level {
			if categoryName(e.typ.cat) == "ptrT" && categoryName(e.typ.val.cat) != "valueT" {
				e = embedded{e.typ.val, true, e.path}
			}
			if seen[e.typ] {
				continue
			}
			seen[e.typ] = true
			if e.declares(name) {
				in, has = e, e.calls(name)
				found++
			}
			fields := e.typ.field
			for under := e.typ; categoryName(under.cat) == "linkedT"; fields = under.field {
				under = under.val
			}
			for i, f := range fields {
				switch {
				case isInterface(e.typ):
				case f.name == name:
					found, has = found+1, false
				case f.embed:
					next = append(next, embedded{f.typ, e.pointer, append(slices.Clip(e.path), i)})
				}
			}
		}
		if found > 0 {
			return in, has, found == 1
		}
		level = next
	}
	return in, false, true
}

// declares reports whether a type has a method, with whatever receiver, that is not
// one of what it embeds.
func (e embedded) declares(name string) bool {
	switch {
	case isInterface(e.typ):
		return slices.Contains(methodNames(e.typ), name)
	case e.ofLibrary():
		_, ok := reflect.PointerTo(typeOf(e.typ)).MethodByName(name)
		return ok || e.calls(name)
	}
	return e.typ.declaration(name) != nil
}

// calls reports whether the method that it declares can be called.
func (e embedded) calls(name string) bool {
	switch {
	case isInterface(e.typ):
		return true
	case e.ofLibrary():
		t := typeOf(e.typ)
		if e.pointer && t.Kind() != reflect.Pointer {
			t = reflect.PointerTo(t)
		}
		_, ok := t.MethodByName(name)
		return ok
	}
	m := e.typ.declaration(name)
	return m != nil && (e.pointer || !takesPointer(m))
}

func (e embedded) ofLibrary() bool {
	name := categoryName(e.typ.cat)
	return name == "valueT" || name == "ptrT"
}
