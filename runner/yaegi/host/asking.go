package host

import (
	"fmt"
	"reflect"
	"strings"

	"bothends/runner/yaegi/runtime"
)

// Ask is what an assertion to an interface is to look at, in place of a value: of the
// program's own what has the methods of the interface, as package lower says; nothing if it
// does not implement it. A box has methods by which the library would be answered
// otherwise than by what is in it.
func (t *Types) Ask(value any, asked string) any {
	b, ok := value.(box)
	if !ok || b.box().typ.types != t { // a program's before this one
		return value
	}
	adapter, ok := b.box().typ.Asked[asked]
	switch {
	case !ok:
		return nil
	case adapter == "":
		return b.box().whole()
	}
	return adapt(adapter, b.box())
}

// AsInterface is errors.As for a target that is an interface of the library.
func (t *Types) AsInterface(err error, asked string, target any) bool {
	into := reflect.ValueOf(target).Elem()
	for c := NewChain(err); ; {
		one := c.Next()
		if one == nil {
			return false
		}
		v := reflect.ValueOf(t.Ask(one, asked))
		if v.IsValid() && v.Type().Implements(into.Type()) {
			into.Set(v)
			return true
		}
	}
}

// A Chain walks through an error and those that it wraps, in the order of package errors.
type Chain struct {
	last error
	left []error // that come after what the last one wraps
}

// NewChain begins with an error.
func NewChain(err error) *Chain { return &Chain{left: []error{err}} }

// Next is the next one; nil after all.
func (c *Chain) Next() error {
	switch e := c.last.(type) {
	case interface{ Unwrap() error }:
		c.left = append([]error{e.Unwrap()}, c.left...)
	case interface{ Unwrap() []error }:
		c.left = append(append([]error{}, e.Unwrap()...), c.left...)
	}
	for c.last = nil; c.last == nil && len(c.left) > 0; c.left = c.left[1:] {
		c.last = c.left[0]
	}
	return c.last
}

// Missing panics as an assertion to an interface does that fails. methods are those of the
// interface in the order of their names, each with its type; of a box, the table knows
// which is not there.
func Missing(value any, asked string, methods ...string) {
	text := "interface conversion: interface is nil, not " + asked
	if value != nil {
		text = fmt.Sprintf("interface conversion: %s is not %s: missing method %s", Name(value), asked, missing(value, asked, methods))
	}
	panic(&runtime.TypeAssertionError{Text: text})
}

func missing(value any, asked string, methods []string) string {
	if b, ok := value.(box); ok {
		return b.box().typ.Missing[asked]
	}
	v := reflect.ValueOf(value)
	for _, m := range methods {
		name, typ, _ := strings.Cut(m, " ")
		if has := v.MethodByName(name); !has.IsValid() || has.Type().String() != typ {
			return name
		}
	}
	return ""
}
