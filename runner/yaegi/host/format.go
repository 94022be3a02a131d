package host

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Format prints a boxed value as fmt prints one whose type has its name and its
// methods.
func (b boxed) Format(f fmt.State, verb rune) {
	p := printer{f, verb}
	p.print(b.typ, reflect.ValueOf(b.value), 0, true)
}

// A printer prints one operand.
type printer struct {
	fmt.State
	verb rune
}

// print prints a value. methods is whether its methods may be called, which
// they may not be in unexported fields.
func (p printer) print(t *Type, v reflect.Value, depth int, methods bool) {
	if methods && p.byMethod(t, v) {
		return
	}
	switch t.Kind {
	case "library":
		p.leaf(v, depth, methods)
	case "struct":
		p.structure(t, v, depth, methods)
	case "map":
		p.mapping(t, v, depth, methods)
	case "slice", "array":
		p.list(t, v, depth, methods)
	case "ptr":
		p.pointer(t, v, depth, methods)
	case "interface":
		p.dynamic(t, v, depth, methods)
	case "held", "unknown":
		p.dynamic(t, t.holds(v), depth, methods)
	default:
		p.basic(t, v)
	}
}

func (p printer) sharp() bool { return p.verb == 'v' && p.Flag('#') }

// byMethod prints by Error or String if the verb and the type are for it.
func (p printer) byMethod(t *Type, v reflect.Value) bool {
	if !p.forText() {
		return false
	}
	name := "Error"
	if !t.has(name) {
		name = "String"
	}
	if !t.has(name) {
		return false
	}
	text, ok := p.said(t, v, name)
	if !ok {
		io.WriteString(p, "<nil>")
		return true
	}
	fmt.Fprintf(p, fmt.FormatString(p, p.verb), text)
	return true
}

// said calls Error or String. Of a nil pointer whose method fails, fmt prints <nil>;
// of others, what they failed with.
func (p printer) said(t *Type, v reflect.Value, method string) (text string, ok bool) {
	defer func() {
		if value := recover(); value != nil {
			if v.Kind() == reflect.Pointer && v.IsNil() {
				text, ok = "", false
				return
			}
			text, ok = fmt.Sprintf("%%!%c(PANIC=%s method: %v)", p.verb, method, value), true
		}
	}()
	return t.invoke(method, v)[0].String(), true
}

// leaf prints what is the library's, or of a basic type.
func (p printer) leaf(v reflect.Value, depth int, methods bool) {
	format := fmt.FormatString(p, p.verb)
	switch {
	case !v.IsValid():
		io.WriteString(p, "<nil>")
	case depth > 0 && v.Kind() == reflect.Pointer && !(methods && p.asks(v)):
		p.address(v)
	case methods && v.CanInterface():
		fmt.Fprintf(p, format, v.Interface())
	default: // fmt calls no methods of what was got from an unexported field
		fmt.Fprintf(p, format, reflect.ValueOf(hidden{v.Interface()}).Field(0).Elem())
	}
}

type hidden struct{ value any }

// asks reports whether fmt would call a method of a value.
func (p printer) asks(v reflect.Value) bool {
	switch v.Interface().(type) {
	case fmt.Formatter:
		return true
	case error, fmt.Stringer:
		return p.forText()
	}
	return false
}

// forText holds if the verb is for what Error and String say.
func (p printer) forText() bool { return !p.sharp() && strings.ContainsRune("vsxXq", p.verb) }

// basic prints a number, a string or a truth. The type's name shows only where the
// verb is not for it.
func (p printer) basic(t *Type, v reflect.Value) {
	if !strings.ContainsRune(verbsOf(v.Kind()), p.verb) {
		fmt.Fprintf(p, "%%!%c(%s=%v)", p.verb, t.Name, v.Interface())
		return
	}
	fmt.Fprintf(p, fmt.FormatString(p, p.verb), v.Interface())
}

// verbsOf are those that fmt documents for a kind.
func verbsOf(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "tv"
	case reflect.String:
		return "vsxXq"
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return "beEfFgGxXv"
	}
	return "bcdoOqxXUv"
}

func (p printer) address(v reflect.Value) {
	if v.IsNil() && p.verb == 'v' && !p.Flag('#') {
		fmt.Fprintf(p, fmt.FormatString(p, 's'), "<nil>")
		return
	}
	switch p.verb {
	case 'v', 'p':
		fmt.Fprintf(p, "%p", v.Interface())
	case 'b', 'o', 'd', 'x', 'X':
		fmt.Fprintf(p, fmt.FormatString(p, p.verb), v.Pointer())
	default:
		fmt.Fprintf(p, "%%!%c(%T=%p)", p.verb, v.Interface(), v.Interface())
	}
}

func (p printer) structure(t *Type, v reflect.Value, depth int, methods bool) {
	p.name(t)
	io.WriteString(p, "{")
	for i, field := range t.Fields {
		if i > 0 {
			p.separator()
		}
		if p.verb == 'v' && (p.Flag('+') || p.sharp()) {
			io.WriteString(p, field.Name+":")
		}
		p.print(t.types.list[field.Type], v.Field(i), depth+1, methods && field.Exported)
	}
	io.WriteString(p, "}")
}

// name prints a type's name where the Go syntax wants it.
func (p printer) name(t *Type) {
	if p.sharp() {
		io.WriteString(p, t.Name)
	}
}

func (p printer) separator() {
	if p.sharp() {
		io.WriteString(p, ", ")
	} else {
		io.WriteString(p, " ")
	}
}

func (p printer) mapping(t *Type, v reflect.Value, depth int, methods bool) {
	opening, closing := "map[", "]"
	if p.sharp() {
		if v.IsNil() {
			io.WriteString(p, t.Name+"(nil)")
			return
		}
		opening, closing = t.Name+"{", "}"
	}
	io.WriteString(p, opening)
	for i, key := range sortedKeys(v) {
		if i > 0 {
			p.separator()
		}
		p.print(t.key(), key, depth+1, methods)
		io.WriteString(p, ":")
		p.print(t.elem(), v.MapIndex(key), depth+1, methods)
	}
	io.WriteString(p, closing)
}

// sortedKeys are in the order in which fmt prints them.
func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortStableFunc(keys, compareKeys)
	return keys
}

func compareKeys(a, b reflect.Value) int {
	switch a.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return cmp.Compare(a.Int(), b.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return cmp.Compare(a.Uint(), b.Uint())
	case reflect.Float32, reflect.Float64:
		return cmp.Compare(a.Float(), b.Float())
	case reflect.String:
		return cmp.Compare(a.String(), b.String())
	case reflect.Bool:
		return cmp.Compare(strconv.FormatBool(a.Bool()), strconv.FormatBool(b.Bool()))
	case reflect.Struct:
		for i := range a.NumField() {
			if c := compareKeys(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case reflect.Array:
		for i := range a.Len() {
			if c := compareKeys(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	}
	return 0
}

func (p printer) list(t *Type, v reflect.Value, depth int, methods bool) {
	if elem := v.Type().Elem().Kind(); elem == reflect.Uint8 && !p.sharp() && p.verb != 'v' && p.verb != 'd' {
		fmt.Fprintf(p, fmt.FormatString(p, p.verb), v.Interface()) // a string of bytes
		return
	}
	opening, closing := "[", "]"
	if p.sharp() {
		if t.Kind == "slice" && v.IsNil() {
			io.WriteString(p, t.Name+"(nil)")
			return
		}
		opening, closing = t.Name+"{", "}"
	}
	io.WriteString(p, opening)
	for i := range v.Len() {
		if i > 0 {
			p.separator()
		}
		p.print(t.elem(), v.Index(i), depth+1, methods)
	}
	io.WriteString(p, closing)
}

// pointer prints what it points to with an ampersand if it is the operand
// itself, and points to something that has parts.
func (p printer) pointer(t *Type, v reflect.Value, depth int, methods bool) {
	if depth == 0 && !v.IsNil() {
		switch t.elem().Kind {
		case "struct", "map", "slice", "array":
			io.WriteString(p, "&")
			p.print(t.elem(), v.Elem(), depth+1, methods)
			return
		}
	}
	if p.sharp() {
		address := fmt.Sprintf("%#x", v.Pointer())
		if v.IsNil() {
			address = "nil"
		}
		io.WriteString(p, "("+t.Name+")("+address+")")
		return
	}
	p.address(v)
}

// holds is what one of the program's own interfaces holds, as an interface of Go's. Where the
// program cannot take it out, the process ends: nothing else would be right.
func (t *Type) holds(v reflect.Value) reflect.Value {
	var value any
	switch {
	case t.Kind == "held":
		value = t.invoke("", v)[0].Interface()
	case !v.IsZero():
		unknown("a value in an interface " + t.Name)
	}
	return reflect.ValueOf(&value).Elem()
}

// unknown ends the process where it cannot go on as Go would. A panic would not do: fmt prints it.
func unknown(why string) {
	fmt.Fprintln(os.Stderr, "bothends: the interpreter cannot tell what Go would do here: "+why)
	os.Exit(statusRefused)
}

// statusRefused is how the process then ends.
const statusRefused = 125

// dynamic prints what an interface holds.
func (p printer) dynamic(t *Type, v reflect.Value, depth int, methods bool) {
	if v.IsNil() {
		if p.sharp() {
			io.WriteString(p, t.Name+"(nil)")
		} else {
			io.WriteString(p, "<nil>")
		}
		return
	}
	if b, ok := v.Elem().Interface().(box); ok {
		p.print(b.box().typ, reflect.ValueOf(b.box().value), depth+1, methods)
		return
	}
	p.leaf(v.Elem(), depth+1, methods)
}
