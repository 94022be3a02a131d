package host

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"text/template"
)

// Data is a value of the program's own as a template looks into it, and notes how its
// types are called.
func (t *Types) Data(typ int, value any) any {
	t.note(located{t.list[typ], reflect.TypeOf(value)}, map[*Type]bool{})
	return value
}

// Plain is what an interface holds, as a template looks into it: values that are in boxes
// come out of them, also those in maps and lists. Templates change nothing, so these may
// be others.
func (t *Types) Plain(value any) any { return t.plain(value, 0) }

// deep is how far into maps and lists boxes are looked for, which may be parts of themselves,
// several times over: each takes two, itself and its elements.
const deep = 16

func (t *Types) plain(value any, depth int) any {
	if b, ok := value.(box); ok {
		t.note(located{b.box().typ, reflect.TypeOf(b.box().value)}, map[*Type]bool{})
		return b.box().value
	}
	if value == nil || !mayHoldBoxes(reflect.TypeOf(value)) {
		return value
	}
	return t.opened(reflect.ValueOf(value), depth).Interface()
}

// opened is a map, a list or a pointer to one, or an interface, with what is in boxes
// taken out.
func (t *Types) opened(v reflect.Value, depth int) reflect.Value {
	if !mayHoldBoxes(v.Type()) || depth > deep {
		return v
	}
	into := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			into.Set(reflect.ValueOf(t.plain(v.Elem().Interface(), depth+1)))
		}
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		into.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for entries := v.MapRange(); entries.Next(); {
			into.SetMapIndex(entries.Key(), t.opened(entries.Value(), depth+1))
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice {
			if v.IsNil() {
				return v
			}
			into.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			into.Index(i).Set(t.opened(v.Index(i), depth+1))
		}
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		into.Set(reflect.New(v.Type().Elem()))
		into.Elem().Set(t.opened(v.Elem(), depth+1))
	}
	return into
}

func mayHoldBoxes(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return t.NumMethod() == 0
	case reflect.Map, reflect.Slice, reflect.Array:
		return mayHoldBoxes(t.Elem())
	case reflect.Pointer: // to what is a pointer again there is no way in a template
		return t.Elem().Kind() != reflect.Pointer && t.Elem().Kind() != reflect.Struct && mayHoldBoxes(t.Elem())
	}
	return false
}

// note keeps how package reflect writes the structs that a type leads to, and how Go
// calls them.
func (t *Types) note(l located, seen map[*Type]bool) {
	if seen[l.typ] || l.typ.Kind == "library" {
		return
	}
	seen[l.typ] = true
	switch {
	case l.typ.Kind == "struct":
		t.called.Store(l.real.String(), l.typ.Name)
		for i, f := range l.typ.Fields {
			t.note(located{t.list[f.Type], l.real.Field(i).Type}, seen)
		}
	case l.hasElem():
		t.note(l.elem(), seen)
		if l.typ.Kind == "map" {
			t.note(l.key(), seen)
		}
	}
}

// Executed gives an error of a template's execution the names of the program's types.
func (t *Types) Executed(err error) error {
	var failed template.ExecError
	if !errors.As(err, &failed) {
		return err
	}
	text := t.renamed(failed.Err.Error())
	if text == failed.Err.Error() {
		return err
	}
	cause := errors.New(text)
	if inner := errors.Unwrap(failed.Err); inner != nil {
		cause = renamedError{text, inner}
	}
	return template.ExecError{Name: failed.Name, Err: cause}
}

// renamed has the names that Go has for types, the longest of reflect's first: they may
// be parts of one another.
func (t *Types) renamed(text string) string {
	if !strings.Contains(text, "struct {") {
		return text
	}
	names := map[string]string{}
	t.called.Range(func(real, name any) bool {
		names[fmt.Sprint(real)] = fmt.Sprint(name)
		return true
	})
	all := make([]string, 0, len(names))
	for real := range names {
		all = append(all, real)
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	for _, real := range all {
		text = strings.ReplaceAll(text, real, names[real])
	}
	return text
}

// A renamedError is an error with its text changed.
type renamedError struct {
	text string
	err  error
}

func (e renamedError) Error() string { return e.text }
func (e renamedError) Unwrap() error { return e.err }
