package host

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// Decoded gives an error of decoding JSON the names of the program's types, which
// package json did not find: into is what was decoded into.
func (t *Types) Decoded(typ int, into any, err error) error {
	return decoded(t.list[typ], into, err)
}

// DecodedInto is Decoded for what an interface holds.
func DecodedInto(into any, err error) error {
	if b, ok := into.(box); ok {
		return decoded(b.box().typ, b.box().value, err)
	}
	return err
}

// Inside is what an interface holds, as what looks into it by reflection is to have
// it.
func Inside(value any) any {
	if b, ok := value.(box); ok {
		return b.box().value
	}
	return value
}

func decoded(typ *Type, into any, err error) error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	place := located{typ, reflect.TypeOf(into)}
	if wrong.Field != "" {
		for name := range strings.SplitSeq(wrong.Field, ".") {
			inner, ok := place.structure().field(name)
			if !ok {
				break
			}
			_, wrong.Struct, _ = strings.Cut(place.structure().typ.Name, ".")
			place = inner
		}
	}
	for place.real != wrong.Type && place.typ.Kind != "struct" && place.hasElem() {
		place = place.elem()
	}
	if place.real != wrong.Type || place.typ.Kind == "library" {
		return err
	}
	return misfit{wrong, strings.TrimSuffix(wrong.Error(), wrong.Type.String()) + place.typ.Name}
}

// A misfit says what Go's error would.
type misfit struct {
	*json.UnmarshalTypeError
	text string
}

func (m misfit) Error() string { return m.text }
func (m misfit) Unwrap() error { return m.UnmarshalTypeError }

// A located type is described and is known to package reflect.
type located struct {
	typ  *Type
	real reflect.Type
}

func (l located) hasElem() bool {
	switch l.typ.Kind {
	case "ptr", "slice", "array", "map":
		return true
	}
	return false
}

func (l located) elem() located { return located{l.typ.elem(), l.real.Elem()} }

// structure is the struct that a pointer, a list or a map leads to.
func (l located) structure() located {
	for l.hasElem() {
		l = l.elem()
	}
	return l
}

// field finds a struct's field as package json does, but for letters of either case.
func (l located) field(name string) (located, bool) {
	for i, f := range l.typ.Fields {
		real := l.real.Field(i)
		tag, _, _ := strings.Cut(real.Tag.Get("json"), ",")
		if tag == name || tag == "" && strings.EqualFold(f.Name, name) {
			return located{l.typ.types.list[f.Type], real.Type}, true
		}
	}
	return located{}, false
}
