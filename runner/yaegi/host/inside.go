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
	return decode(into, func(into any) error { return json.Unmarshal(data, into) })
}

// A Decoder is that of package json.
type Decoder interface{ Decode(v any) error }

// Decode is the method of a decoder.
func Decode(d Decoder, into any) error { return decode(into, d.Decode) }

// decode has the pointers found that interfaces hold where it decodes to: JSON goes
// to where they point.
func decode(into any, decode func(any) error) error {
	if b, ok := into.(box); ok {
		return decoded(b.box().typ, b.box().value, decode(b.box().value))
	}
	boxes := map[int]box{}
	for i, p := range interfaces(into) {
		if b, ok := (*p).(box); ok && b.box().typ.Kind == "ptr" {
			boxes[i], *p = b, b.box().value
		}
	}
	err := decode(into)
	for i, p := range interfaces(into) { // which may be others, if the list has grown
		if b := boxes[i]; b != nil && *p == b.box().value {
			*p = b
			err = decoded(b.box().typ, b.box().value, err)
		}
	}
	return err
}

// interfaces are the one that a pointer leads to, or the elements of the list.
func interfaces(into any) (places []*any) {
	switch p := into.(type) {
	case *any:
		if p != nil {
			places = append(places, p)
		}
	case *[]any:
		for i := 0; p != nil && i < len(*p); i++ {
			places = append(places, &(*p)[i])
		}
	}
	return places
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
