package host

import "reflect"

//go:generate go run ./gen

// An Adapter is an interface of the library, or several of them, that values of
// the program's own types can be given.
type Adapter struct {
	Name    string
	Methods map[string]string // by name, their types with full package paths
}

// Adapt puts a value into an interface of the library.
func (t *Types) Adapt(typ int, value any, name string) any {
	return adapt(name, boxed{t.list[typ], value})
}

// invoke calls a method of the program's.
func (b boxed) invoke(method string, args ...reflect.Value) []reflect.Value {
	out := b.typ.invoke(method, reflect.ValueOf(b.value), args...)
	if method == "RoundTrip" && out[0].IsZero() && out[1].IsZero() {
		unknown("an error of package net/http names the type of what returned neither a response nor an error")
	}
	return out
}

// result is one of the results of a call.
func result[T any](v reflect.Value) T {
	t, _ := v.Interface().(T) // a nil interface is none
	return t
}
