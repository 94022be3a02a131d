package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Package json finds no methods of the program's types, and what they embed it takes for a
// field of that name. So it is given a value of the same shape in which these things are as
// it expects them: what is encoded by a method is one of package host's, with that method,
// and what is embedded is so to package reflect, too.

// Marshal is json.Marshal for a value of a type of the program's.
func (t *Types) Marshal(typ int, value any) (text []byte, err error) {
	err = t.list[typ].encode(value, func(shape any) (err error) {
		text, err = json.Marshal(shape)
		return err
	})
	return text, err
}

// MarshalIndent is json.MarshalIndent.
func (t *Types) MarshalIndent(typ int, value any, prefix, indent string) (text []byte, err error) {
	err = t.list[typ].encode(value, func(shape any) (err error) {
		text, err = json.MarshalIndent(shape, prefix, indent)
		return err
	})
	return text, err
}

// Encode is the method of an encoder.
func (t *Types) Encode(typ int, into Encoder, value any) error {
	return t.list[typ].encode(value, into.Encode)
}

// encode has a value encoded in the shape that it needs.
func (t *Type) encode(value any, encode func(shape any) error) error {
	var e encoding
	shape, err := e.shape(t, value)
	if err != nil {
		return err
	}
	return t.unsupported(reflect.TypeOf(value), e.named(encode(shape)))
}

// cycle begins what package json says of a value that refers to itself.
const cycle = "encountered a cycle via "

// unsupported is an error about a value for which JSON has nothing, with the name that its type has
// in the program.
func (t *Type) unsupported(real reflect.Type, err error) error {
	var typ *json.UnsupportedTypeError
	var value *json.UnsupportedValueError
	of := ""
	switch {
	case errors.As(err, &typ):
		of = typ.Type.String()
	case errors.As(err, &value) && strings.HasPrefix(value.Str, cycle):
		of = strings.TrimPrefix(value.Str, cycle)
	default:
		return err
	}
	names := map[string]bool{}
	located{t, real}.names(of, names, map[*Type]bool{})
	if len(names) > 1 {
		unknown("JSON has nothing for a value of a type that may be one of several")
	}
	for name := range names {
		if typ != nil {
			typ.Type = named{typ.Type, name}
		} else {
			value.Str = cycle + name
		}
	}
	return err
}

// names collects what the program calls the parts of a type that package reflect writes so.
func (l located) names(real string, found map[string]bool, seen map[*Type]bool) {
	if seen[l.typ] {
		return
	}
	seen[l.typ] = true
	if l.real.String() == real {
		found[l.typ.Name] = true
	}
	if l.typ.Kind == "map" {
		l.key().names(real, found, seen)
	}
	if l.hasElem() {
		l.elem().names(real, found, seen)
	}
	for i, f := range l.typ.Fields {
		located{l.typ.types.list[f.Type], l.real.Field(i).Type}.names(real, found, seen)
	}
}

// reshaped reports whether values of a type have to be given another shape, or to be decoded part by
// part: it, or a part of it, has methods for that, or embeds something.
func (t *Type) reshaped(by func(*Type) bool, seen map[*Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if t.Foreign || by(t) || t.Pointer > 0 && by(t.pointer()) {
		return true
	}
	switch t.Kind {
	case "ptr", "slice", "array":
		return t.elem().reshaped(by, seen)
	case "map":
		return t.key().reshaped(by, seen) || t.elem().reshaped(by, seen)
	}
	for _, f := range t.Fields {
		if f.Embedded || t.types.list[f.Type].reshaped(by, seen) {
			return true
		}
	}
	return false
}

func (t *Type) encodes() bool { return t.has("MarshalJSON") || t.has("MarshalText") || t.has("IsZero") }

func (t *Type) decodes() bool { return t.has("UnmarshalJSON") || t.has("UnmarshalText") }

// pointer is the type of pointers to values of a type, if it is known by its methods.
func (t *Type) pointer() *Type {
	if t.Pointer == 0 {
		return nil
	}
	return t.types.list[t.Pointer-1]
}

// marshals reports whether a type, or a pointer to it, has a method that encodes it.
func (t *Type) marshals() bool {
	has := func(t *Type) bool { return t.has("MarshalJSON") || t.has("MarshalText") }
	return has(t) || t.Pointer > 0 && has(t.pointer())
}

// An encoding is of one value.
type encoding struct {
	called reflect.Type // what a method was called of last, with its name
	names  bool         // of fields are all that matters
	level  int          // of lists, maps and pointers
	seen   map[any]bool // those around, where there are very many
}

// cyclic is an error that stops an encoding.
type cyclic struct{ error }

func (e *encoding) shape(t *Type, value any) (shape any, err error) {
	defer func() {
		r := recover()
		if c, ok := r.(cyclic); ok {
			err = c.error
		} else if r != nil {
			panic(r)
		}
	}()
	return e.value(t, reflect.ValueOf(value)), nil
}

// value is what package json is given for a value.
func (e *encoding) value(t *Type, v reflect.Value) any {
	if m, ok := e.byMethod(t, v); ok {
		return m
	}
	if !t.shaped {
		return v.Interface()
	}
	switch t.Kind {
	case "ptr":
		if v.IsNil() {
			return nil
		}
		defer e.enter(t, v.UnsafePointer())()
		return e.value(t.elem(), v.Elem())
	case "slice", "array":
		return e.list(t, v)
	case "map":
		return e.mapping(t, v)
	case "struct":
		return e.structure(t, v, nil).Interface()
	}
	return v.Interface()
}

// enter counts what package json counts, which finds cycles where it is deep in them.
func (e *encoding) enter(t *Type, place any) (leave func()) {
	const deep = 1000
	if e.level++; e.level <= deep {
		return func() { e.level-- }
	}
	if e.seen[place] {
		panic(cyclic{&json.UnsupportedValueError{Str: cycle + t.Name}})
	}
	if e.seen == nil {
		e.seen = map[any]bool{}
	}
	e.seen[place] = true
	return func() { delete(e.seen, place); e.level-- }
}

// byMethod is what stands for a value with a method that encodes it: of its pointer too, if
// it has one.
func (e *encoding) byMethod(t *Type, v reflect.Value) (m any, ok bool) {
	of, receiver := t, v
	if p := t.pointer(); p != nil && v.CanAddr() {
		of, receiver = p, v.Addr()
	}
	name := "MarshalJSON"
	if !of.has(name) {
		name = "MarshalText"
	}
	if !of.has(name) {
		return nil, false
	}
	if t.Kind == "ptr" && v.IsNil() {
		return nil, true
	}
	c := encoder{e, named{v.Type(), t.Name}, of, name, receiver}
	if name == "MarshalJSON" {
		return byJSON{c}, true
	}
	return byText{c}, true
}

// An encoder is a value that is encoded by a method.
type encoder struct {
	*encoding
	typ      reflect.Type
	of       *Type
	method   string
	receiver reflect.Value
}

func (e encoder) call() ([]byte, error) {
	out := e.of.invoke(e.method, e.receiver)
	e.called = e.typ // and not one that it has called itself
	return out[0].Bytes(), result[error](out[1])
}

type (
	byJSON struct{ encoder }
	byText struct{ encoder }
	// A key is one of a map. It is a pointer, as it has to be comparable.
	key struct{ encoder }
)

func (b byJSON) MarshalJSON() ([]byte, error) { return b.call() }
func (b byText) MarshalText() ([]byte, error) { return b.call() }
func (k *key) MarshalText() ([]byte, error)   { return k.call() }

func (e *encoding) list(t *Type, v reflect.Value) any {
	if t.Kind == "slice" {
		if v.IsNil() {
			return []any(nil)
		}
		if elem := t.elem(); v.Type().Elem().Kind() == reflect.Uint8 && !elem.marshals() {
			return v.Interface() // which becomes text
		}
		defer e.enter(t, [2]any{v.UnsafePointer(), v.Len()})()
	}
	list := make([]any, v.Len())
	for i := range list {
		list[i] = e.value(t.elem(), v.Index(i))
	}
	return list
}

func (e *encoding) mapping(t *Type, v reflect.Value) any {
	keys, byMethod := v.Type().Key(), t.key().has("MarshalText") && v.Type().Key().Kind() != reflect.String
	if byMethod {
		keys = reflect.TypeFor[*key]()
	}
	m := reflect.MakeMapWithSize(reflect.MapOf(keys, reflect.TypeFor[any]()), v.Len())
	if v.IsNil() {
		return reflect.Zero(m.Type()).Interface()
	}
	defer e.enter(t, v.UnsafePointer())()
	for _, k := range v.MapKeys() {
		elem := reflect.New(reflect.TypeFor[any]()).Elem()
		if inner := e.value(t.elem(), v.MapIndex(k)); inner != nil {
			elem.Set(reflect.ValueOf(inner))
		}
		switch {
		case !byMethod:
		case k.Kind() == reflect.Pointer && k.IsNil():
			k = reflect.Zero(keys)
		default:
			k = reflect.ValueOf(&key{encoder{e, named{v.Type(), t.Name}, t.key(), "MarshalText", k}})
		}
		m.SetMapIndex(k, elem)
	}
	return m.Interface()
}

// structure is a struct with the exported fields; what is of another shape is in an
// interface there, and what is embedded is embedded. within are the types that it is
// embedded in, in which package json looks for fields once only.
func (e *encoding) structure(t *Type, v reflect.Value, within []*Type) reflect.Value {
	var s shape
	within = append(within, t)
	for i, f := range t.Fields {
		real, of := v.Type().Field(i), t.types.list[f.Type]
		tag := real.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		embedded := f.Embedded && name == ""
		switch {
		case tag == "-" || real.PkgPath != "":
		case embedded && of.Kind == "library" && leadsToStruct(real.Type):
			s.embed(i, fields(v.Field(i)))
		case embedded && leadsToStruct(real.Type):
			s.embed(i, e.embedded(of, v.Field(i), within))
		case f.Exported || f.Embedded && leadsToStruct(real.Type):
			if !f.Exported {
				real.Name = fmt.Sprint("Embedded", i)
			}
			s.add(e.field(of, real, v.Field(i), options))
		}
	}
	return s.value()
}

// field is one of a struct. It is left out where that has the option to be.
func (e *encoding) field(t *Type, real reflect.StructField, v reflect.Value, options string) (reflect.StructField, reflect.Value) {
	real = reflect.StructField{Name: real.Name, Type: real.Type, Tag: real.Tag}
	if !t.shaped {
		return real, v
	}
	anything := reflect.TypeFor[any]()
	if !e.names && omitted(t, v, options) {
		real.Type = anything
		return real, reflect.Zero(anything)
	}
	shape := reflect.ValueOf(e.value(t, v))
	switch {
	case !shape.IsValid():
		shape, real.Type = reflect.ValueOf(null{}), anything
	case shape.Type() != v.Type() || !strings.Contains(options, "string"): // an option for what is no more than a number
		real.Type = anything
	}
	return real, shape
}

// embedded is the fields of what is embedded, whose own methods are not asked for; a nil pointer
// to these where it is nil, since they hide others. It is not valid if there are none.
func (e *encoding) embedded(t *Type, v reflect.Value, within []*Type) (none reflect.Value) {
	if t.Kind == "ptr" {
		t = t.elem()
	}
	if slices.Contains(within, t) {
		return none
	}
	if v.Kind() != reflect.Pointer {
		return e.structure(t, v, within)
	}
	if !v.IsNil() {
		return e.structure(t, v.Elem(), within)
	}
	only := encoding{names: true}
	return noneOf(only.structure(t, reflect.New(v.Type().Elem()).Elem(), within))
}

// noneOf is a nil pointer to a struct.
func noneOf(s reflect.Value) reflect.Value { return reflect.Zero(reflect.PointerTo(s.Type())) }

// fields are the exported ones of a struct of the library, or of what a pointer leads to.
func fields(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return noneOf(fields(reflect.New(v.Type().Elem()).Elem()))
		}
		v = v.Elem()
	}
	var s shape
	for i := range v.NumField() {
		switch real := v.Type().Field(i); {
		case real.PkgPath != "":
		case real.Anonymous && real.Tag.Get("json") == "" && leadsToStruct(real.Type):
			s.embed(i, fields(v.Field(i)))
		default:
			s.add(reflect.StructField{Name: real.Name, Type: real.Type, Tag: real.Tag}, v.Field(i))
		}
	}
	return s.value()
}

// A shape is a struct that is made of fields.
type shape struct {
	fields []reflect.StructField
	values []reflect.Value
}

func (s *shape) add(field reflect.StructField, value reflect.Value) {
	s.fields, s.values = append(s.fields, field), append(s.values, value)
}

func (s *shape) embed(i int, value reflect.Value) {
	if value.IsValid() {
		s.add(reflect.StructField{Name: fmt.Sprint("Embedded", i), Type: value.Type(), Anonymous: true}, value)
	}
}

func (s *shape) value() reflect.Value {
	v := reflect.New(reflect.StructOf(s.fields)).Elem()
	for i, value := range s.values {
		v.Field(i).Set(value)
	}
	return v
}

// leadsToStruct reports whether a type is a struct or a pointer to one.
func leadsToStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

// null is what nil becomes where a field is not left out.
type null struct{}

func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// omitted reports whether package json leaves a field out.
func omitted(t *Type, v reflect.Value, options string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == "omitempty" && isEmpty(v) || option == "omitzero" && isZero(t, v) {
			return true
		}
	}
	return false
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func isZero(t *Type, v reflect.Value) bool {
	of, receiver := t, v
	switch {
	case t.has("IsZero"):
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return true
		}
	case t.Pointer > 0 && t.pointer().has("IsZero"):
		if !v.CanAddr() {
			place := reflect.New(v.Type()).Elem()
			place.Set(v)
			v = place
		}
		of, receiver = t.pointer(), v.Addr()
	default:
		return v.IsZero()
	}
	return of.invoke("IsZero", receiver)[0].Bool()
}

// named is an error of encoding with the names of the program's types.
func (e *encoding) named(err error) error {
	err = encoded(err)
	wrong, ok := err.(*json.MarshalerError)
	if ok && (wrong.Type == reflect.TypeFor[byJSON]() || wrong.Type == reflect.TypeFor[byText]()) {
		wrong.Type = e.called
	}
	if err != nil && !ok && e.called != nil {
		const about = "json: encoding error for type "
		ours := fmt.Sprintf("%s%q", about, reflect.TypeFor[map[*key]any]().String())
		if text, is := strings.CutPrefix(err.Error(), ours); is {
			return errors.New(fmt.Sprintf("%s%q", about, e.called.String()) + text)
		}
	}
	return err
}
