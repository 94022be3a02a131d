package fidelity

import (
	"fmt"
	"strings"
)

// A typ is a type of a generated program.
type typ struct {
	text    string // as it is written
	kind    kind
	elem    *typ // of slices, arrays, maps, channels and pointers
	key     *typ // of maps
	length  int  // of arrays
	fields  []member
	methods []*function // of structs and interfaces
	impls   []*typ      // of interfaces
	params  []*typ      // of functions
	results []*typ
}

type kind int

const (
	integer kind = iota
	float
	text
	boolean
	slice
	array
	mapping
	structure
	pointer
	iface
	signature
	channel
)

// A member is a field, a variable or a parameter.
type member struct {
	name     string
	typ      *typ
	kept     bool // not to be assigned to: loops count with it
	constant bool
}

// A function of the program, or a method.
type function struct {
	name    string
	params  []*typ
	results []*typ
	cost    int // about how many statements a call executes
}

func basic(k kind, name string) *typ { return &typ{text: name, kind: k} }

var (
	anInt    = basic(integer, "int")
	aString  = basic(text, "string")
	aBool    = basic(boolean, "bool")
	aFloat   = basic(float, "float64")
	integers = []*typ{anInt, basic(integer, "int8"), basic(integer, "int16"), basic(integer, "int32"), basic(integer, "int64"),
		basic(integer, "uint"), basic(integer, "uint8"), basic(integer, "uint16"), basic(integer, "uint32"), basic(integer, "uint64"), basic(integer, "byte"), basic(integer, "rune")}
)

func sliceOf(t *typ) *typ   { return &typ{text: "[]" + t.text, kind: slice, elem: t} }
func pointerTo(t *typ) *typ { return &typ{text: "*" + t.text, kind: pointer, elem: t} }
func arrayOf(n int, t *typ) *typ {
	return &typ{text: fmt.Sprintf("[%d]%s", n, t.text), kind: array, elem: t, length: n}
}
func mapOf(k, t *typ) *typ {
	return &typ{text: "map[" + k.text + "]" + t.text, kind: mapping, key: k, elem: t}
}

func funcOf(params, results []*typ) *typ {
	return &typ{text: "func" + signatureText(params, results), kind: signature, params: params, results: results}
}

func signatureText(params, results []*typ) string {
	list := func(types []*typ) string {
		var texts []string
		for _, t := range types {
			texts = append(texts, t.text)
		}
		return strings.Join(texts, ", ")
	}
	switch len(results) {
	case 0:
		return "(" + list(params) + ")"
	case 1:
		return "(" + list(params) + ") " + list(results)
	}
	return "(" + list(params) + ") (" + list(results) + ")"
}

// printable reports whether fmt prints a value of the type the same way in
// every run: no addresses.
func (t *typ) printable() bool {
	switch t.kind {
	case integer, float, text, boolean:
		return true
	case slice, array:
		return t.elem.printable()
	case mapping:
		return t.key.printable() && t.elem.printable()
	case structure:
		for _, f := range t.fields {
			if !f.typ.printable() {
				return false
			}
		}
		return true
	}
	return false
}

func (t *typ) ordered() bool { return t.kind == integer || t.kind == float || t.kind == text }

// comparable types have == without a panic.
func (t *typ) comparable() bool {
	switch t.kind {
	case integer, float, text, boolean, pointer:
		return true
	case array:
		return t.elem.comparable()
	case structure:
		for _, f := range t.fields {
			if !f.typ.comparable() {
				return false
			}
		}
		return true
	}
	return false
}

// nilable types have a zero value that cannot be used.
func (t *typ) nilable() bool {
	switch t.kind {
	case pointer, mapping, iface, signature:
		return true
	}
	return false
}
