package host

import (
	"reflect"
	"strings"
)

// blankName begins the names that package lower gives to fields without one.
const blankName = "loweredblank"

// Blank is a pointer to a struct, or a list of some, to where it points, in which fields without a
// name are as they are to Go, which leaves them alone.
func Blank(value any) any {
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return reflect.NewAt(blank(v.Type().Elem()), v.UnsafePointer()).Interface()
	case v.Kind() == reflect.Slice:
		list := reflect.New(v.Type())
		list.Elem().Set(v)
		return reflect.NewAt(reflect.SliceOf(blank(v.Type().Elem())), list.UnsafePointer()).Elem().Interface()
	}
	return value
}

// blank is the type with the fields hidden that have no name. It lies in memory as the other.
func blank(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.Array:
		return reflect.ArrayOf(t.Len(), blank(t.Elem()))
	case t.Kind() != reflect.Struct || t.Name() != "": // of the library
		return t
	}
	var fields []reflect.StructField
	for f := range t.Fields() {
		field := reflect.StructField{Name: f.Name, Type: blank(f.Type)}
		if strings.HasPrefix(f.Name, "X"+blankName) { // the interpreter exports it
			field.Name, field.PkgPath = "_", "main"
		}
		fields = append(fields, field)
	}
	return reflect.StructOf(fields)
}

// hasBlank reports whether a struct, or a part of it, has a field without a name.
func (t *Type) hasBlank() bool {
	if t.Kind == "array" {
		return t.elem().hasBlank()
	}
	for _, f := range t.Fields {
		if of := t.types.list[f.Type]; f.Name == "_" || (of.Kind == "struct" || of.Kind == "array") && of.hasBlank() {
			return true
		}
	}
	return false
}
