package yaegi

import (
	"reflect"

	goruntime "bothends/runner/yaegi/runtime"
)

// The interpreter asks for types by what they are made of, where Go asks for
// their names; it finds in an interface only some of the methods that are
// there; and it leaves a variable as it was where Go sets it to zero. What
// follows comes before the interpreter's own answer.

// assertExec executes v.(T), v, ok := v.(T) and _, ok = v.(T).
func (x *supervisor) assertExec(n *node, made string, e exec) exec {
	subject, target := genValue(n.child[0]), n.child[1].typ
	next := getExec(n.tnext)
	var value, ok func(*frame) reflect.Value
	if made != "typeAssertShort" {
		ok = assigned(n.anc.child[1])
	}
	switch made {
	case "typeAssertLong":
		value = assigned(n.anc.child[0])
	case "typeAssertShort":
		value = genValue(n)
	}
	return func(f *frame) exec {
		v := subject(f)
		if inside, wrapped := unwrapped(v); wrapped && !isInterface(target) && typeOf(target) == inside.Type() {
			if value != nil {
				value(f).Set(inside)
			}
			if ok != nil {
				ok(f).SetBool(true)
			}
			return next
		}
		if made == "typeAssertShort" && isInterface(target) && isNil(v) {
			panic(x.assertionError(x.assertionText(n, f)))
		}
		held, own := innermost(v)
		missing, known := x.fails(held, own, target)
		if !own && isMistaken(v, target) {
			missing.failed, known = true, true
		}
		if known && !missing.failed && isOwnInterface(target) {
			if value != nil {
				value(f).Set(held.reflected())
			}
			if ok != nil {
				ok(f).SetBool(true)
			}
			return next
		}
		switch {
		case made != "typeAssertShort" && isNil(v): // the interpreter asks for the type that it has
		case !known || !missing.failed:
			next := e(f)
			if ok != nil && value != nil && !ok(f).Bool() {
				value(f).SetZero()
			}
			return next
		case made == "typeAssertShort":
			text := x.assertionText(n, f)
			if held, to := typeName(held.node.typ), typeName(target); missing.method != "" && held != "" && to != "" {
				text = "interface conversion: " + held + " is not " + to + ": missing method " + missing.method
			}
			panic(x.assertionError(text))
		}
		if value != nil {
			value(f).SetZero()
		}
		if ok != nil {
			ok(f).SetBool(false)
		}
		return next
	}
}

// isMistaken reports whether the interpreter would take a value for one of a type because it can be
// assigned to it, as []byte can to net.IP.
func isMistaken(v reflect.Value, target *itype) bool {
	c := concrete(v)
	if !c.IsValid() || c.Type() == valueInterfaceType || isInterface(target) {
		return false
	}
	t := typeOf(target)
	return t != nil && c.Type() != t && c.Type().AssignableTo(t)
}

// assertionError is Go's error for an assertion that fails.
func (x *supervisor) assertionError(text string) error {
	if text == "" {
		unknown("an assertion fails, and Go's words have a type in them that has no name")
	}
	return &goruntime.TypeAssertionError{Text: x.source.asWritten(text)}
}

// unwrapped is the value in a wrapper, which is how the library has a value of the
// program's own type.
func unwrapped(v reflect.Value) (inside reflect.Value, ok bool) {
	v = concrete(v)
	if !v.IsValid() || v.Kind() != reflect.Struct || v.NumField() == 0 || v.Type().Field(0).Name != "IValue" {
		return v, false
	}
	inside = v.Field(0).Elem()
	return inside, inside.IsValid()
}

// assigned is a variable that is assigned to; nil for the blank one.
func assigned(n *node) func(*frame) reflect.Value {
	if n.ident == "_" {
		return nil
	}
	return genValue(n)
}

// A failure says that an assertion fails, and for which method.
type failure struct {
	failed bool
	method string
}

// fails reports whether a value of the program's own type is no T, if that can be
// said from here.
func (x *supervisor) fails(held valueInterface, own bool, target *itype) (f failure, known bool) {
	if !own || target.untyped {
		return f, false
	}
	if isOwnInterface(target) {
		method, known := missing(held.node.typ, target)
		return failure{method != "", method}, known
	}
	if isInterface(target) {
		if target.str != "error" {
			return f, false
		}
		if m, _ := lookupMethod(held.node.typ, "Error"); m == nil && !embeds(held.node.typ) {
			return failure{true, "Error"}, true
		}
		return f, false
	}
	if held.node.typ.name == "" && target.name == "" {
		return f, false
	}
	return failure{failed: typeID(held.node.typ) != typeID(target)}, true
}

// isNil reports whether an interface holds nothing.
func isNil(v reflect.Value) bool {
	for {
		if v = concrete(v); !v.IsValid() {
			return true
		}
		i, ok := asInterface(v)
		if !ok {
			return false
		}
		v = i.value
	}
}

// isOwnInterface holds for interfaces of the program with methods.
func isOwnInterface(t *itype) bool {
	for categoryName(t.cat) == "linkedT" {
		t = t.val
	}
	return categoryName(t.cat) == "interfaceT" && !isEmptyInterface(t)
}

// embeds reports whether a type may have methods of another.
func embeds(t *itype) bool {
	for t.val != nil {
		t = t.val
	}
	for _, f := range t.field {
		if f.embed {
			return true
		}
	}
	return false
}

// innermost is the value in an interface, with its type, if that is the
// program's own.
func innermost(v reflect.Value) (valueInterface, bool) {
	i, ok := asInterface(v)
	if !ok {
		return i, false
	}
	for {
		inner, ok := asInterface(i.value)
		if !ok {
			return i, i.node != nil && i.value.IsValid() && !isInterface(i.node.typ) && i.node.typ.str != "nil"
		}
		i = inner
	}
}

// caseExec executes a case of a type switch.
func (x *supervisor) caseExec(n *node, e exec) exec {
	guard := n.anc.anc.child[1]
	if kindName(n.anc.anc.kind) != "typeSwitch" || len(n.child) < 2 {
		return e
	}
	subject := genValue(guard.child[len(guard.child)-1].child[0])
	types := make([]*itype, len(n.child)-1)
	errors := false
	for i := range types {
		types[i] = n.child[i].typ
		errors = errors || types[i].str == "error"
	}
	var bound func(*frame) reflect.Value
	if len(guard.child) == 2 {
		bound = genValue(n.child[len(n.child)-1].child[0])
	}
	next := getExec(n.tnext)
	return func(f *frame) exec {
		v := subject(f)
		held, own := innermost(v)
		for _, t := range types {
			matches, as := x.matches(v, held, own, t, f)
			if !matches {
				continue
			}
			if bound != nil && len(types) == 1 {
				bound(f).Set(as)
			} else if bound != nil {
				bound(f).Set(v)
			}
			return next
		}
		return e(f)
	}
}

// matches reports whether a value is of the type of a case that the interpreter
// would miss, and what it is as that type.
func (x *supervisor) matches(v reflect.Value, held valueInterface, own bool, t *itype, f *frame) (ok bool, as reflect.Value) {
	switch {
	case t.str == "error" && own:
		return errorOf(held, f)
	case t.str == "error":
		c := concrete(v)
		if !c.IsValid() || c.Type() == valueInterfaceType {
			return false, c
		}
		return c.Type().Implements(reflect.TypeFor[error]()), c
	case !own && !isInterface(t):
		inside, wrapped := unwrapped(v)
		return wrapped && typeOf(t) == inside.Type(), inside
	case own && !isInterface(t):
		return typeID(held.node.typ) == typeID(t), held.value
	}
	return false, v
}

// errorOf is a value of the program's own type as an error.
func errorOf(held valueInterface, f *frame) (ok bool, as reflect.Value) {
	if m, _ := lookupMethod(held.node.typ, "Error"); m == nil {
		return false, as
	}
	if m, _ := lookupMethod(held.node.typ, "Error"); takesPointer(m) && held.value.Kind() != reflect.Pointer {
		return false, as
	}
	as = genInterfaceWrapper(held.node, reflect.TypeFor[error]())(f)
	return as.IsValid() && as.Type().Implements(reflect.TypeFor[error]()), as
}

// lookupExec executes v, ok = m[k].
func (x *supervisor) lookupExec(n *node, e exec) exec {
	value, ok := assigned(n.anc.child[0]), assigned(n.anc.child[1])
	if value == nil {
		return e
	}
	of, key := genValue(n.child[0]), genValue(n.child[1])
	found := func(f *frame) bool { return ok(f).Bool() }
	if ok == nil {
		found = func(f *frame) bool { return of(f).MapIndex(key(f)).IsValid() }
	}
	return func(f *frame) exec {
		next := e(f)
		if !found(f) {
			value(f).SetZero()
		}
		return next
	}
}
