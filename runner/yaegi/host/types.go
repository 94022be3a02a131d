package host

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"

	"bothends/runner/yaegi/runtime"
)

// Types are the types of a program that it puts into interfaces. The
// interpreter makes them without their names and methods, so that a type switch
// would take one for another, and fmt would not find String.
type Types struct {
	list      []*Type
	functions []reflect.Value
	keys      sync.Map // by *Type, see keys
	called    sync.Map // by how package reflect writes a struct that a template was given, its name
}

// A Type is one of them, as package lower describes it.
type Type struct {
	Name   string         // as %T prints it: main.State, []*main.Node
	Kind   string         // that of package reflect; "library" if no part of it is the program's, "held" or "unknown" if it is one of the program's own interfaces
	Elem   int            `json:",omitempty"` // index of the element's type
	Key    int            `json:",omitempty"` // of a map's
	Fields []Field        `json:",omitempty"` // of a struct
	Held   []int          `json:",omitempty"` // indexes of the types of what one of the program's own interfaces may hold
	Calls  map[string]int `json:",omitempty"` // methods, by their index among the functions; that without a name takes out what an interface holds

	// Asked has the interfaces that the program asks for, by the names that it gives them
	// (see Types.Ask).
	Asked map[string]string `json:",omitempty"`
	// Missing has, for others, the method that is not there.
	Missing map[string]string `json:",omitempty"`
	// Paths are, for methods that the type has of what it embeds, and that are functions of that, the
	// fields on the way there; address at the end if the function takes a pointer to the last.
	Paths map[string][]int `json:",omitempty"`

	// Values has, for a pointer, the methods that take what it points to.
	Values []string `json:",omitempty"`
	// Foreign holds for a struct that is made of one of the library's.
	Foreign bool `json:",omitempty"`
	// Pointer is the index of the pointer to it, from 1, if that has methods that encode it.
	Pointer int `json:",omitempty"`
	// Several holds if Unwrap returns a list.
	Several bool `json:",omitempty"`
	// Loose holds if values cannot be compared.
	Loose bool `json:",omitempty"`

	types   *Types
	shaped  bool // see reshaped
	decoded bool // by methods, or to what is embedded: see reshaped, too
}

// A Field is one of a struct.
type Field struct {
	Name     string
	Type     int
	Exported bool `json:",omitempty"`
	Embedded bool `json:",omitempty"`
}

// NewTypes takes the types as a JSON array.
func NewTypes(description string) *Types {
	t := &Types{}
	if err := json.Unmarshal([]byte(description), &t.list); err != nil {
		panic(fmt.Sprint("bothends: the description of a program's types: ", err))
	}
	for _, one := range t.list {
		one.types = t
	}
	for _, one := range t.list {
		one.shaped = one.reshaped((*Type).encodes, map[*Type]bool{})
		one.decoded = one.reshaped((*Type).decodes, map[*Type]bool{})
	}
	return t
}

// Methods takes the methods that the types refer to, as functions whose first
// parameter is the receiver.
func (t *Types) Methods(functions ...any) {
	for _, f := range functions {
		t.functions = append(t.functions, reflect.ValueOf(f))
	}
}

func (t *Type) elem() *Type { return t.types.list[t.Elem] }
func (t *Type) key() *Type  { return t.types.list[t.Key] }

// has reports whether values of the type have a method.
func (t *Type) has(method string) bool {
	_, ok := t.Calls[method]
	return ok
}

// Address ends a path to a field of which the address is taken.
const Address = -1

// invoke calls a method of a value.
func (t *Type) invoke(method string, v reflect.Value, args ...reflect.Value) []reflect.Value {
	i := t.Calls[method]
	if i >= len(t.types.functions) {
		unknown("a method of " + t.Name + " is needed before the program's functions are known, for the value of a package variable")
	}
	for _, field := range t.Paths[method] {
		if field == Address {
			v = v.Addr()
			continue
		}
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				var nothing *Type
				_ = nothing.Name // panics, as Go does there
			}
			v = v.Elem()
		}
		v = v.Field(field)
	}
	if v.Kind() == reflect.Pointer && v.IsNil() && slices.Contains(t.Values, method) {
		if calledByProgram() || strings.Contains(t.Name, "[") { // the error is another one if the compiler knows what the interface holds
			unknown("method " + method + " takes a value, and the interface holds a nil pointer")
		}
		NilPointer(strings.TrimPrefix(t.elem().Name, "main."), method)
	}
	return t.types.functions[i].Call(append([]reflect.Value{v}, args...))
}

// call calls a method of a value, with one result.
func (t *Type) call(method string, value any, args ...reflect.Value) reflect.Value {
	return t.invoke(method, reflect.ValueOf(value), args...)[0]
}

// A boxed value is one of the program's types in an interface. Two are equal if
// their types are the same and their values are equal, as with any other type.
// Which of the kinds below it is depends on its methods, since a type switch may
// ask for them.
type boxed struct {
	typ   *Type
	value any
}

type box interface{ box() boxed }

func (b boxed) box() boxed { return b }

// MarshalJSON is what the value itself becomes. Who asks for it escapes it, or does
// not.
func (b boxed) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := b.typ.encode(b.value, e.Encode)
	return text.Bytes(), err
}

type (
	plain    struct{ boxed }
	stringer struct{ boxed }
	failure  struct{ boxed }
	// A telling failure has a method String as well.
	telling struct{ failure }
	// A timed failure is a net.Error; a late or a passing one has one of the methods only.
	timed   struct{ failure }
	late    struct{ failure }
	passing struct{ failure }
	// A valuer, or a speaking one that is a stringer as well, is a slog.LogValuer.
	valuer   struct{ boxed }
	speaking struct{ stringer }
	// A joined failure unwraps to several.
	joined struct{ boxed }
)

// These are of types whose values cannot be compared, which package errors asks
// about, and == in a panic.
type (
	loose      struct{ _ [0]func() }
	loosePlain struct {
		plain
		loose
	}
	looseStringer struct {
		stringer
		loose
	}
	looseFailure struct {
		failure
		loose
	}
	looseTelling struct {
		telling
		loose
	}
	looseJoined struct {
		joined
		loose
	}
)

func (b stringer) String() string { return b.typ.call("String", b.value).String() }
func (b telling) String() string  { return b.typ.call("String", b.value).String() }
func (b timed) Timeout() bool     { return b.typ.call("Timeout", b.value).Bool() }
func (b timed) Temporary() bool   { return b.typ.call("Temporary", b.value).Bool() }
func (b late) Timeout() bool      { return b.typ.call("Timeout", b.value).Bool() }
func (b passing) Temporary() bool { return b.typ.call("Temporary", b.value).Bool() }
func (b valuer) LogValue() slog.Value {
	return b.typ.call("LogValue", b.value).Interface().(slog.Value)
}
func (b speaking) LogValue() slog.Value { return valuer{b.boxed}.LogValue() }

// Box puts a value into an interface.
func (t *Types) Box(typ int, value any) any { return boxed{t.list[typ], value}.whole() }

// whole is the box that has all methods which the library may ask for.
func (b boxed) whole() any {
	has := b.typ.has
	switch {
	case b.typ.Loose:
		return b.loose()
	case has("Error") && has("Unwrap") && b.typ.Several:
		return joined{b}
	case has("Error") && has("Timeout") && has("Temporary"):
		return timed{failure{b}}
	case has("Error") && has("Timeout"):
		return late{failure{b}}
	case has("Error") && has("Temporary"):
		return passing{failure{b}}
	case has("Error") && has("String"):
		return telling{failure{b}}
	case has("Error"):
		return failure{b}
	case has("LogValue") && has("String"):
		return speaking{stringer{b}}
	case has("LogValue"):
		return valuer{b}
	case has("String"):
		return stringer{b}
	}
	return plain{b}
}

func (b boxed) loose() any {
	has := b.typ.has
	switch {
	case has("Error") && has("Unwrap") && b.typ.Several:
		return looseJoined{joined: joined{b}}
	case has("Error") && has("String"):
		return looseTelling{telling: telling{failure{b}}}
	case has("Error"):
		return looseFailure{failure: failure{b}}
	case has("String"):
		return looseStringer{stringer: stringer{b}}
	}
	return loosePlain{plain: plain{b}}
}

// Error is Box for a type that is an error.
func (t *Types) Error(typ int, value any) error { return t.Box(typ, value).(error) }

// Is reports whether an interface holds a value of a type.
func (t *Types) Is(typ int, value any) bool {
	b, ok := value.(box)
	return ok && b.box().typ == t.list[typ]
}

// Set is a type assertion in the form with two results: it sets what into points
// to.
func (t *Types) Set(typ int, value, into any) bool {
	switch to := reflect.TypeOf(into).Elem(); {
	case t.Is(typ, value):
		set(into, value.(box).box().value)
		return true
	case t.list[typ].Kind == "library" && reflect.TypeOf(value) == to:
		set(into, value)
		return true
	}
	return false
}

func set(into, value any) {
	reflect.ValueOf(into).Elem().Set(reflect.ValueOf(value))
}

// Assert is a type assertion in the form with one result. from is the name of
// the interface type.
func (t *Types) Assert(typ int, value, into any, from string) {
	if !t.Set(typ, value, into) {
		holds := Name(value)
		if value == nil {
			holds = "nil"
		}
		text := fmt.Sprintf("interface conversion: %s is %s, not %s", from, holds, t.list[typ].Name)
		if holds == t.list[typ].Name {
			text += " (types from different scopes)"
		}
		panic(&runtime.TypeAssertionError{Text: text})
	}
}

// Whole is what an interface of the library holds, as another interface is to hold it: of a
// value of the program's own there are boxes with the methods of one interface only, which
// are equal to no other.
func Whole(value any) any {
	if b, ok := value.(box); ok {
		return b.box().whole()
	}
	return value
}

// Any copies a value into an interface.
func Any(value any) any { return value }

// Restore sets what into points to, to what Any was given.
func Restore(value, into any) { set(into, value) }

// Name is what %T prints of a value.
func Name(value any) string {
	if b, ok := value.(box); ok {
		return b.box().typ.Name
	}
	return fmt.Sprintf("%T", value)
}
