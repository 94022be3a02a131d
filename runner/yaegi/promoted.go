package yaegi

import (
	"reflect"
	"sync"
)

// A method that is called through one of the program's own interfaces may be one of a
// field that the value embeds, or of what an interface in that field holds. The
// interpreter asks package reflect first, which knows nothing of the methods of
// the program, and then looks into all fields, embedded or not. What follows goes
// the way that the compiler goes.

// methodExec executes the selection of a method of one of the program's own interfaces.
func (x *supervisor) methodExec(n *node, e exec) exec {
	subject, next, name := genValue(n.child[0]), getExec(n.tnext), n.child[1].ident
	var found sync.Map // by the type of what the interface holds
	return func(f *frame) exec {
		held, own := innermost(subject(f))
		if !own {
			return e(f)
		}
		in, ok := found.Load(held.node.typ)
		if !ok {
			in, _ = found.LoadOrStore(held.node.typ, methodIn(held.node.typ, name))
		}
		way := in.(*embedded)
		if way == nil || len(way.path) == 0 && way.ofLibrary() {
			return e(f)
		}
		method := declared(held, way, name, f)
		if !method.IsValid() {
			method = reflect.MakeFunc(typeOf(n.typ), func(args []reflect.Value) []reflect.Value {
				return called(x.promoted(held, way, name, f), args)
			})
		}
		f.at(n.level).data[n.findex] = method
		return next
	}
}

// methodIn is where a type has a method; nil if that cannot be said.
func methodIn(t *itype, name string) *embedded {
	if in, has, known := findMethod(t, name); has && known {
		return &in
	}
	return nil
}

// at is the frame of a function around, which is so many levels away.
func (f *frame) at(level int) *frame {
	if level < 0 {
		return f.root
	}
	for range level {
		f = f.anc
	}
	return f
}

// declared is a method that a value's own type declares; nothing if that is promoted, or is not
// to be had of the value.
func declared(held valueInterface, in *embedded, name string, f *frame) reflect.Value {
	m := in.typ.declaration(name)
	if len(in.path) > 0 || m == nil || held.value.Kind() == reflect.Pointer && held.value.IsNil() && !takesPointer(m) {
		return reflect.Value{}
	}
	return methodOf(m, held.value, f)
}

// declaration is the method of a name that a type itself declares, as the reader has it: package
// lower declares those that are promoted, for the interpreter's compiler.
func (t *itype) declaration(name string) *node {
	for _, m := range t.method {
		if m.ident == name && !isForward(m) {
			return m
		}
	}
	return nil
}

// forwardReceiver is what package lower calls the receiver of these.
const forwardReceiver = loweredPrefix + "via1"

func isForward(m *node) bool {
	r := receiverOf(m)
	return len(r) == 2 && r[0].ident == forwardReceiver
}

// methodOf is a method of the program with a receiver.
func methodOf(m *node, of reflect.Value, f *frame) reflect.Value {
	bound := *m
	bound.recv = &receiver{val: of}
	return genFunctionWrapper(&bound)(f)
}

// called calls a function with arguments as package reflect hands them on.
func called(f reflect.Value, args []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(args)
	}
	return f.Call(args)
}

// promoted is a method that a value has of a field, or of what an interface there holds. Where there
// is nothing, it fails as the function does that the compiler writes for such a method, and which
// traces leave out.
func (x *supervisor) promoted(held valueInterface, in *embedded, name string, f *frame) reflect.Value {
	v := held.value
	for _, i := range in.path {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				x.followNil(nil, f)
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	if m := in.typ.declaration(name); m != nil && !isInterface(in.typ) {
		if v.Kind() != reflect.Pointer || !v.IsNil() || takesPointer(m) {
			return methodOf(m, v, f)
		}
		if len(in.path) == 0 { // the error is another one if the compiler knows what the interface holds
			unknown("method " + name + " takes a value, and the interface holds a nil pointer")
		}
		x.followNil(nil, f)
	}
	if isNil(v) && v.Kind() != reflect.Pointer {
		x.followNil(nil, f)
	}
	if inner, own := innermost(v); own {
		if at := methodIn(inner.node.typ, name); at != nil {
			return x.promoted(inner, at, name, f)
		}
		unknown("which method " + name + " is")
	} else if inner.value.IsValid() {
		v = inner.value
	}
	v = concrete(v)
	if m := v.MethodByName(name); m.IsValid() || !v.CanAddr() {
		return m
	}
	return v.Addr().MethodByName(name)
}
