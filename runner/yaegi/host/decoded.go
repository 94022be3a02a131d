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

func decoded(typ *Type, into any, err error) error { return decodedAs(typ, reflect.TypeOf(into), err) }

// decodedAs is the same for what has a type, to package reflect.
func decodedAs(typ *Type, real reflect.Type, err error) error {
	var invalid *json.InvalidUnmarshalError
	if errors.As(err, &invalid) && invalid.Type == real {
		invalid.Type = named{real, typ.Name}
	}
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	place := located{typ, real}
	if wrong.Field != "" {
		for name := range strings.SplitSeq(wrong.Field, ".") {
			inner, ok := place.structure().field(name)
			if !ok {
				break
			}
			wrong.Struct = place.structure().typ.structName()
			place = inner
		}
	}
	for place.real != wrong.Type && place.typ.Kind != "struct" && place.hasElem() {
		if place.typ.Kind == "map" && place.real.Key() == wrong.Type && !wrongElem(place, wrong) {
			place = place.key()
			break
		}
		place = place.elem()
	}
	if place.real == wrong.Type && place.typ.Kind != "library" {
		wrong.Type = named{wrong.Type, place.typ.Name}
	}
	return err
}

// wrongElem reports whether it is an element of a map that did not fit, where the
// keys are of the same type. Keys are text in JSON: what did not fit as one is no number.
func wrongElem(m located, wrong *json.UnmarshalTypeError) bool {
	number, isNumber := strings.CutPrefix(wrong.Value, "number ")
	return m.real.Elem() == wrong.Type && !(isNumber && !json.Valid([]byte(number)))
}

// named is a type by the name that it has to Go.
type named struct {
	reflect.Type
	name string
}

func (n named) String() string { return n.name }

// Name is empty for a type that is made of others and has no name itself.
func (n named) Name() string {
	name, isMain := strings.CutPrefix(n.name, "main.")
	if !isMain || strings.ContainsAny(name, "[](){}* ") {
		return n.Type.Name()
	}
	return name
}

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
func (l located) key() located  { return located{l.typ.key(), l.real.Key()} }

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
