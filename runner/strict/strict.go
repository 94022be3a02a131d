// Package strict decodes TOML by the letter: into structs whose fields name the
// keys that there are, with a line for everything that is wrong.
//
// go-toml, which does the work, takes a key in any case, so that Rate sets what rate
// does, while whoever asks later whether rate is written is told that it is not. And
// it takes a number for a type that is read from text, such as a duration, which
// then has no unit. Both are refused here.
//
// The package knows no key by itself, nor what is to be said of one. Start at [Decode].
package strict

import (
	"bytes"
	"encoding"
	"errors"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An Error is one mistake in a text.
type Error struct {
	Line   int      // from 1; 0 if it is not known
	Column int      // from 1; 0 if it is not known
	Key    []string // the words of the key that it is about; none where the text is no TOML

	Unknown bool   // there is no such key
	Text    string // what is wrong, if the key is not unknown
}

// Error writes what is wrong, without the place.
func (e Error) Error() string {
	if e.Unknown {
		return "no such key: " + strings.Join(e.Key, ".")
	}
	return e.Text
}

// Decode decodes the text into the struct that to points at. What it returns are
// all keys that the struct has not, and else the first mistake of another kind; none,
// if all is well.
func Decode(text []byte, to any) []Error {
	c := checker{}
	c.document(text, reflect.TypeOf(to).Elem())
	err := toml.NewDecoder(bytes.NewReader(text)).Decode(to)
	var broken *toml.DecodeError
	switch {
	case len(c.found) > 0 && c.whole:
		return c.found
	case errors.As(err, &broken):
		line, column := broken.Position()
		text := strings.TrimPrefix(broken.Error(), "toml: ")
		if strings.HasSuffix(text, "at start of value") { // most often a word, as in YAML
			text += "; a string stands in quotes"
		}
		return []Error{{Line: line, Column: column, Key: broken.Key(), Text: text}}
	case err != nil:
		return []Error{{Text: strings.TrimPrefix(err.Error(), "toml: ")}}
	}
	return nil
}

// A checker compares the keys of a text with a type.
type checker struct {
	parser unstable.Parser
	found  []Error
	whole  bool // the text is TOML from one end to the other
}

func (c *checker) document(text []byte, top reflect.Type) {
	c.parser.Reset(text)
	var table []string
	in := top
	for c.parser.NextExpression() {
		switch e := c.parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, in = c.key(nil, e, top)
		case unstable.KeyValue:
			c.value(table, e, in)
		}
	}
	c.whole = c.parser.Error() == nil
}

// value checks a key that stands in a table of type in, and its value.
func (c *checker) value(table []string, e *unstable.Node, in reflect.Type) {
	key, t := c.key(table, e, in)
	if t == nil {
		return
	}
	value := e.Value()
	if fromText(t) && value.Kind != unstable.String {
		c.found = append(c.found, Error{Line: c.line(e), Key: key, Text: strings.Join(key, ".") + " is written as a string"})
		return
	}
	c.within(key, value, t)
}

// within checks what is written inline.
func (c *checker) within(key []string, value *unstable.Node, t reflect.Type) {
	if value.Kind != unstable.Array && value.Kind != unstable.InlineTable {
		return
	}
	for children := value.Children(); children.Next(); {
		switch child := children.Node(); {
		case child.Kind == unstable.KeyValue:
			c.value(key, child, element(t))
		default:
			c.within(key, child, element(t))
		}
	}
}

// key looks up the words of a key, from a type on. The type that it leads to is nil
// if anything may stand there, or nothing: that is then noted.
func (c *checker) key(before []string, e *unstable.Node, in reflect.Type) ([]string, reflect.Type) {
	key := append([]string(nil), before...)
	for words := e.Key(); words.Next(); {
		word := string(words.Node().Data)
		key = append(key, word)
		if in = element(in); in == nil {
			continue
		}
		switch in.Kind() {
		case reflect.Map:
			in = in.Elem()
		case reflect.Struct:
			field, ok := fieldOf(in, word)
			if !ok {
				c.found = append(c.found, Error{Line: c.line(e), Key: key, Unknown: true})
				return key, nil
			}
			in = field
		default: // sound TOML of another type, which decoding finds
			in = nil
		}
	}
	return key, in
}

func (c *checker) line(e *unstable.Node) int {
	words := e.Key()
	words.Next()
	return c.parser.Shape(words.Node().Raw).Start.Line
}

// element is what lists, and pointers, of a type hold in the end; nil of any.
func element(t reflect.Type) reflect.Type {
	for t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer) {
		t = t.Elem()
	}
	if t != nil && t.Kind() == reflect.Interface {
		return nil
	}
	return t
}

// fieldOf is the type of the field that has the key.
func fieldOf(t reflect.Type, key string) (reflect.Type, bool) {
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("toml"), ","); name == key && name != "-" {
			return f.Type, true
		}
	}
	return nil, false
}

// fromText holds for a type that is read from text.
func fromText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}
