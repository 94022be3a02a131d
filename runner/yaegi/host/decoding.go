package host

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Package json finds neither the methods of the program's types that decode them, nor what they
// embed. So where a type has such, or a part of it, JSON is taken apart here, level by level, as
// package json does it (encoding/json/decode.go); it finds the field of a struct for each key, and
// decodes what has no methods.

// Unmarshal is json.Unmarshal into a value of a type of the program's.
func (t *Types) Unmarshal(typ int, data []byte, into any) error {
	return t.list[typ].decode(into, decoding{}, func(into any) error { return json.Unmarshal(data, into) })
}

// Decode is the method of a decoder.
func (t *Types) Decode(typ int, from Decoder, into any) error {
	return t.list[typ].decode(into, options(from), from.Decode)
}

// options are those of a decoder, which it does not tell otherwise.
func options(from Decoder) decoding {
	state := reflect.ValueOf(from.(*json.Decoder)).Elem().FieldByName("d")
	return decoding{numbers: state.FieldByName("useNumber").Bool(), strict: state.FieldByName("disallowUnknownFields").Bool()}
}

// A decoding is of one value.
type decoding struct {
	numbers, strict bool  // see json.Decoder.UseNumber and DisallowUnknownFields
	first           error // of those after which the rest is decoded nevertheless
}

// A location is where in the JSON text something stands, as errors name it.
type location struct {
	structure string   // the innermost type of a struct
	fields    []string // on the way there; none outside of structs
}

func (l location) field(structure, name string) location {
	return location{structure, append(l.fields[:len(l.fields):len(l.fields)], name)}
}

// decode has the text read as it is, and decodes it.
func (t *Type) decode(into any, d decoding, read func(any) error) error {
	var text json.RawMessage
	if err := read(&text); err != nil {
		return err
	}
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return &json.InvalidUnmarshalError{Type: named{v.Type(), t.Name}}
	}
	if err := d.value(t, v, text, location{}); err != nil {
		return err
	}
	return d.first
}

// value decodes one value. What it returns is an error of a method, behind which nothing is decoded.
func (d *decoding) value(t *Type, v reflect.Value, text []byte, at location) error {
	null, name := text[0] == 'n', t.Name
	whole := v
	for t.Kind == "ptr" && v.Kind() == reflect.Pointer {
		if null && v.CanSet() {
			v.SetZero()
			return nil
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		t, v = t.elem(), v.Elem()
	}
	p := t.pointer()
	switch {
	case p != nil && p.has("UnmarshalJSON"):
		return at.within(result[error](p.invoke("UnmarshalJSON", v.Addr(), reflect.ValueOf(text))[0]))
	case p != nil && p.has("UnmarshalText") && !null:
		if text[0] != '"' {
			d.save(at.within(&json.UnmarshalTypeError{Value: valueKind(text[0]), Type: named{whole.Type(), name}}))
			return nil
		}
		var unquoted string
		if err := json.Unmarshal(text, &unquoted); err != nil {
			return err
		}
		return at.within(result[error](p.invoke("UnmarshalText", v.Addr(), reflect.ValueOf([]byte(unquoted)))[0]))
	}
	switch {
	case !t.decoded:
	case t.Kind == "struct" && text[0] == '{':
		return d.structure(t, v, text, at)
	case t.Kind == "map" && text[0] == '{':
		return d.mapping(t, v, text, at)
	case (t.Kind == "slice" || t.Kind == "array") && text[0] == '[':
		return d.list(t, v, text, at)
	}
	return d.plain(t, v, text, at)
}

// valueKind is what errors call a value that begins with a character.
func valueKind(first byte) string {
	switch first {
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "bool"
	}
	return "number"
}

// plain has package json decode what needs no method.
func (d *decoding) plain(t *Type, v reflect.Value, text []byte, at location) error {
	from := json.NewDecoder(bytes.NewReader(text))
	if d.numbers {
		from.UseNumber()
	}
	if d.strict {
		from.DisallowUnknownFields()
	}
	err := decodeInto(v.Addr().Interface(), from.Decode)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		decodedAs(t, v.Type(), err)
		inner, structure := wrong.Field != "", wrong.Struct
		if at.within(wrong); inner {
			wrong.Struct = structure
		}
	case d.strict && strings.HasPrefix(err.Error(), "json: unknown field "):
	case errors.As(err, new(base64.CorruptInputError)):
	case strings.HasPrefix(err.Error(), "json: invalid use of ,string"):
		unknown("JSON does not fit a field with the option string")
	default:
		return err
	}
	d.save(err)
	return nil
}

func (d *decoding) save(err error) {
	if d.first == nil {
		d.first = err
	}
}

// within is an error with the place where it was met, if it is of those that tell it.
func (l location) within(err error) error {
	if wrong, ok := err.(*json.UnmarshalTypeError); ok && l.fields != nil {
		fields := l.fields
		if wrong.Field != "" {
			fields = append(fields[:len(fields):len(fields)], wrong.Field)
		}
		wrong.Struct, wrong.Field = l.structure, strings.Join(fields, ".")
	}
	return err
}

// members yields what an object has, in the order of the text.
func members(text []byte, yield func(key string, value json.RawMessage) error) error {
	from := json.NewDecoder(bytes.NewReader(text))
	from.Token() // the brace; the text was read before, and is right
	for from.More() {
		key, _ := from.Token()
		var value json.RawMessage
		from.Decode(&value)
		if err := yield(key.(string), value); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoding) structure(t *Type, v reflect.Value, text []byte, at location) error {
	keys := t.keys(v.Type())
	return members(text, func(key string, value json.RawMessage) error {
		index := find(keys, key)
		if index == nil {
			if d.strict {
				d.save(fmt.Errorf("json: unknown field %q", key))
			}
			return nil
		}
		of, place, at := t, v, at
		for i, n := range index {
			if of.Kind == "ptr" {
				if place.IsNil() {
					place.Set(reflect.New(place.Type().Elem()))
				}
				of, place = of.elem(), place.Elem()
			}
			field, real := of.Fields[n], place.Type().Field(n)
			name, options, _ := strings.Cut(real.Tag.Get("json"), ",")
			if i+1 < len(index) || name == "" {
				name = field.Name
			}
			at = at.field(t.structName(), name)
			of, place = of.types.list[field.Type], place.Field(n)
			if i+1 == len(index) && strings.Contains(","+options+",", ",string,") && isQuoted(place.Kind()) {
				return d.quoted(of, place, value, at)
			}
		}
		return d.value(of, place, value, at)
	})
}

// structName is what errors call a struct; nothing if it has no name.
func (t *Type) structName() string {
	if strings.HasPrefix(t.Name, "struct {") {
		return ""
	}
	_, name, _ := strings.Cut(t.Name, ".")
	return name
}

// isQuoted holds for what the option string is for.
func isQuoted(k reflect.Kind) bool {
	return k >= reflect.Bool && k <= reflect.Float64 || k == reflect.String
}

// quoted decodes a value that is text in JSON.
func (d *decoding) quoted(t *Type, v reflect.Value, text []byte, at location) error {
	if p := t.pointer(); p != nil && (p.has("UnmarshalJSON") || p.has("UnmarshalText")) {
		unknown("a field of a type with methods has the option string")
	}
	if text[0] != '"' && text[0] != 'n' {
		d.save(errors.New("json: invalid use of ,string struct tag, trying to unmarshal unquoted value into " + t.Name))
		return nil
	}
	wrap := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "F", Type: v.Type(), Tag: `json:"F,string"`}}))
	wrap.Elem().Field(0).Set(v)
	err := json.Unmarshal(fmt.Appendf(nil, `{"F":%s}`, text), wrap.Interface())
	if wrong, ok := err.(*json.UnmarshalTypeError); ok {
		wrong.Struct, wrong.Field, wrong.Type = "", "", named{wrong.Type, t.Name}
		d.save(at.within(wrong))
	} else if err != nil {
		unknown("JSON does not fit a field with the option string")
	}
	v.Set(wrap.Elem().Field(0))
	return nil
}

// A foundKey stands for a field: it notes that package json takes it for that of a key in the text.
type foundKey struct{ hit bool }

func (k *foundKey) UnmarshalJSON([]byte) error {
	k.hit = true
	return nil
}

// keys is a struct with the fields of another one, as package json sees them.
func (t *Type) keys(real reflect.Type) reflect.Type {
	if known, ok := t.types.keys.Load(t); ok {
		return known.(reflect.Type)
	}
	if t.Foreign {
		unknown("JSON is decoded to " + t.Name + ", which is made of a struct of the library")
	}
	var list []reflect.StructField
	for i, f := range t.Fields {
		key := reflect.StructField{Name: f.Name, Type: reflect.TypeFor[foundKey](), Tag: real.Field(i).Tag}
		name, _, _ := strings.Cut(key.Tag.Get("json"), ",")
		of := t.types.list[f.Type]
		switch embedded := f.Embedded && name == "" && leadsToStruct(real.Field(i).Type); {
		case embedded && of.isKnownStruct():
			key.Name, key.Anonymous, key.Tag = fmt.Sprint("Embedded", i), true, ""
			if key.Type = of.keys(real.Field(i).Type); of.Kind == "ptr" {
				key.Type = reflect.PointerTo(of.elem().keys(real.Field(i).Type.Elem()))
			}
		case f.Embedded && (!f.Exported || embedded || of.Kind == "library" && leadsToStruct(real.Field(i).Type) || strings.HasPrefix(of.Kind, "interface") || of.Kind == "held" || of.Kind == "unknown"):
			unknown("JSON is decoded to what embeds a value of type " + of.Name)
		case !f.Exported:
			key = reflect.StructField{Name: fmt.Sprint("Hidden", i), Type: reflect.TypeFor[struct{}](), Tag: `json:"-"`}
		}
		list = append(list, key)
	}
	keys := reflect.StructOf(list)
	t.types.keys.Store(t, keys)
	return keys
}

// isKnownStruct holds for structs of the program's own, and for pointers to those whose fields
// package json may set.
func (t *Type) isKnownStruct() bool {
	if t.Kind == "ptr" {
		_, name, _ := strings.Cut(t.elem().Name, ".")
		return t.elem().Kind == "struct" && !t.elem().Foreign && name != "" && name[0] >= 'A' && name[0] <= 'Z'
	}
	return t.Kind == "struct" && !t.Foreign
}

// find is the way to the field that is meant by a key; nil if there is none.
func find(keys reflect.Type, key string) []int {
	quoted, err := json.Marshal(key)
	if err != nil {
		panic(err) // it is text
	}
	v := reflect.New(keys)
	json.Unmarshal(fmt.Appendf(nil, "{%s:0}", quoted), v.Interface())
	return hit(v.Elem())
}

func hit(v reflect.Value) []int {
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Pointer && !f.IsNil() {
			f = f.Elem()
		}
		if key, ok := f.Interface().(foundKey); ok {
			if key.hit {
				return []int{i}
			}
			continue
		}
		if f.Kind() == reflect.Struct {
			if rest := hit(f); rest != nil {
				return append([]int{i}, rest...)
			}
		}
	}
	return nil
}

func (d *decoding) mapping(t *Type, v reflect.Value, text []byte, at location) error {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	return members(text, func(key string, value json.RawMessage) error {
		elem := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(t.elem(), elem, value, at); err != nil {
			return err
		}
		k := reflect.New(v.Type().Key()).Elem()
		fits, err := d.key(t.key(), k, key, at)
		if fits {
			v.SetMapIndex(k, elem)
		}
		return err
	})
}

// key decodes what is the key of a map, by its method if it has one.
func (d *decoding) key(t *Type, v reflect.Value, text string, at location) (fits bool, err error) {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // it is text
	}
	if p := t.pointer(); p != nil && p.has("UnmarshalText") {
		err := d.value(t, v, quoted, at)
		return err == nil, err
	}
	keys := reflect.New(reflect.MapOf(v.Type(), reflect.TypeFor[struct{}]()))
	if err := json.Unmarshal(fmt.Appendf(nil, "{%s:{}}", quoted), keys.Interface()); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			wrong.Type = named{wrong.Type, t.Name}
		}
		d.save(at.within(err))
		return false, nil
	}
	for _, k := range keys.Elem().MapKeys() {
		v.Set(k)
	}
	return true, nil
}

func (d *decoding) list(t *Type, v reflect.Value, text []byte, at location) error {
	var values []json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	for i, value := range values {
		if v.Kind() == reflect.Slice {
			if i >= v.Cap() {
				v.Grow(1)
			}
			if i >= v.Len() {
				v.SetLen(i + 1)
			}
		}
		if i >= v.Len() {
			break // an array is full
		}
		if err := d.value(t.elem(), v.Index(i), value, at); err != nil {
			return err
		}
	}
	n := len(values)
	switch {
	case v.Kind() == reflect.Array:
		for ; n < v.Len(); n++ {
			v.Index(n).SetZero()
		}
	case n == 0:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	case n < v.Len():
		v.SetLen(n)
	}
	return nil
}
