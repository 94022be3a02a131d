package host

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// Inside is what an interface holds, as what looks into it by reflection is to have
// it.
func Inside(value any) any {
	b, ok := value.(box)
	if !ok {
		return value
	}
	switch t := b.box().typ; t.Kind {
	case "ptr", "slice":
		if t.elem().hasBlank() {
			return Blank(b.box().value)
		}
	}
	return b.box().value
}

// InsideAll is Inside for each of a list.
func InsideAll(values []any) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = Inside(v)
	}
	return all
}

// Sized is an error of package encoding/binary that names the type of value as Go
// does.
func Sized(value any, err error) error {
	b, ok := value.(box)
	if !ok || err == nil {
		return err
	}
	if text, found := strings.CutSuffix(err.Error(), " "+reflect.TypeOf(b.box().value).String()); found {
		return errors.New(text + " " + b.box().typ.Name)
	}
	return err
}

// Unmarshal is json.Unmarshal for what may be in a box.
func Unmarshal(data []byte, into any) error {
	return decodeBoxed(into, decoding{}, func(into any) error { return json.Unmarshal(data, into) })
}

// A Decoder is that of package json.
type Decoder interface{ Decode(v any) error }

// Decode is the method of a decoder.
func Decode(d Decoder, into any) error { return decodeBoxed(into, options(d), d.Decode) }

// decodeBoxed decodes by methods where what is in the box needs it.
func decodeBoxed(into any, d decoding, read func(any) error) error {
	if b, ok := into.(box); ok && b.box().typ.decoded && b.box().typ.Kind == "ptr" {
		return b.box().typ.decode(b.box().value, d, read)
	}
	return decodeInto(into, read)
}

// decodeInto has the pointers found that interfaces hold where it decodes to: JSON goes
// to where they point.
func decodeInto(into any, decode func(any) error) error {
	if b, ok := into.(box); ok {
		return decoded(b.box().typ, b.box().value, decodeInto(b.box().value, decode))
	}
	boxes := map[any]box{} // by the pointers in them
	for _, p := range interfaces(into) {
		b, ok := (*p).(box)
		if !ok || b.box().typ.Kind != "ptr" {
			continue
		}
		if b.box().typ.decoded {
			unknown("JSON is decoded, by methods, to a pointer in an interface")
		}
		if other := boxes[b.box().value]; other != nil && other.box().typ != b.box().typ {
			unknown("JSON is decoded to where pointers of two types point to one place")
		}
		boxes[b.box().value], *p = b, b.box().value
	}
	err := decode(into)
	if len(boxes) == 0 {
		return err
	}
	if places := reflect.TypeOf(into).String(); errors.As(err, new(*json.UnmarshalTypeError)) && places != "*interface {}" && places != "*[]interface {}" {
		unknown("JSON does not fit where a pointer in an interface is part of what it is decoded to")
	}
	for _, p := range interfaces(into) { // which may be others: lists have grown
		if value := reflect.ValueOf(*p); value.Kind() != reflect.Pointer {
			continue
		}
		if b := boxes[*p]; b != nil {
			*p = b
			err = decoded(b.box().typ, b.box().value, err)
		}
	}
	return err
}

// interfaces are those that what a pointer leads to has in it, by way of lists, structs and other
// pointers: maps have none that are decoded to, and library types none of the program's values.
func interfaces(into any) (places []*any) {
	seen := map[any]bool{}
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface:
			if p, ok := v.Addr().Interface().(*any); ok {
				places = append(places, p)
			}
			if held := v.Elem(); held.Kind() == reflect.Pointer {
				visit(held)
			}
		case reflect.Pointer:
			if v.IsNil() || seen[v.Interface()] {
				return
			}
			seen[v.Interface()] = true
			visit(v.Elem())
		case reflect.Slice:
			if leads(v.Type().Elem()) { // those behind its length are decoded to as they are
				v = v.Slice(0, v.Cap())
				for i := range v.Len() {
					visit(v.Index(i))
				}
			}
		case reflect.Array:
			for i := 0; i < v.Len() && leads(v.Type().Elem()); i++ {
				visit(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if field := v.Type().Field(i); field.IsExported() && leads(field.Type) && field.Tag.Get("json") != "-" {
					visit(v.Field(i))
				}
			}
		}
	}
	if v := reflect.ValueOf(into); v.Kind() == reflect.Pointer {
		visit(v)
	}
	return places
}

// leads reports whether there may be an interface in values of a type.
func leads(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Slice, reflect.Array, reflect.Struct:
		return t.PkgPath() == ""
	}
	return false
}

// Marshal is json.Marshal for what may be in a box or hold some.
func Marshal(value any) (text []byte, err error) {
	err = shaped(value, func(shape any) (err error) {
		text, err = json.Marshal(shape)
		return err
	})
	return text, err
}

// MarshalIndent is json.MarshalIndent.
func MarshalIndent(value any, prefix, indent string) (text []byte, err error) {
	err = shaped(value, func(shape any) (err error) {
		text, err = json.MarshalIndent(shape, prefix, indent)
		return err
	})
	return text, err
}

// An Encoder is that of package json.
type Encoder interface{ Encode(v any) error }

// Encode is the method of an encoder.
func Encode(e Encoder, value any) error { return shaped(value, e.Encode) }

func shaped(value any, encode func(any) error) error {
	if b, ok := value.(box); ok {
		return b.box().typ.encode(b.box().value, encode)
	}
	return encoded(encode(value))
}

// encoded is an error of encoding without the boxes around what it is about.
func encoded(err error) error {
	for {
		e, ok := err.(*json.MarshalerError)
		if !ok || !e.Type.Implements(reflect.TypeFor[box]()) {
			return err
		}
		err = e.Err
	}
}
