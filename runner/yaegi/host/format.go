package host

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Format prints a boxed value as fmt prints one whose type has its name and its
// methods.
func (b boxed) Format(f fmt.State, verb rune) {
	p := printer{f, verb}
	v := reflect.ValueOf(b.value)
	p.print(b.typ, v, depthOf(v), open)
}

// depthOf is 0 for an operand, and more for a pointer in a list, a map or a field of the
// library's: fmt prints its address, and does not say to Format where it is.
func depthOf(v reflect.Value) int {
	if v.Kind() != reflect.Pointer {
		return 0
	}
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if frame.Function == "fmt.(*pp).handleMethods" {
			if frame, _ = frames.Next(); frame.Function == "fmt.(*pp).printValue" {
				return 1
			}
			return 0
		}
		if !more {
			return 0
		}
	}
}

// A printer prints one operand.
type printer struct {
	fmt.State
	verb rune
}

// An access is what fmt may do with a value that it got from a field.
type access int

const (
	open     access = iota // call its methods
	embedded               // call those of its exported fields: what is embedded has no exported name
	closed                 // print what it is made of
)

// field is the access to a field of a struct.
func (a access) field(f Field) access {
	switch {
	case a == closed || !f.Exported && !f.Embedded:
		return closed
	case !f.Exported:
		return embedded
	}
	return open
}

// print prints a value. Only the fields of what is embedded are open again, not the elements
// of a slice, or what a pointer leads to.
func (p printer) print(t *Type, v reflect.Value, depth int, may access) {
	if may == open && p.byMethod(t, v) {
		return
	}
	if may == embedded && t.Kind != "struct" {
		may = closed
	}
	switch t.Kind {
	case "library":
		p.leaf(v, depth, may)
	case "struct":
		p.structure(t, v, depth, may)
	case "map":
		p.mapping(t, v, depth, may)
	case "slice", "array":
		p.list(t, v, depth, may)
	case "ptr":
		p.pointer(t, v, depth, may)
	case "interface":
		p.dynamic(t, v, depth, may)
	case "opaque":
		if p.sharp() && v.IsNil() {
			p.syntax(t.Name, v)
			return
		}
		p.leaf(v, depth, may)
	case "held", "unknown":
		p.dynamic(t, t.holds(v), depth, may)
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
func (p printer) leaf(v reflect.Value, depth int, may access) {
	format := fmt.FormatString(p, p.verb)
	switch {
	case !v.IsValid():
		io.WriteString(p, "<nil>")
	case may == closed && mayHold(v.Type()):
		made := &Types{}
		p.print(made.list[made.describe(v.Type())], v, depth, may)
	case depth > 0 && v.Kind() == reflect.Pointer && !(may == open && p.asks(v)):
		p.address(v)
	case may == open && v.CanInterface() && !(depth > 0 && p.sharp() && v.Type() == reflect.TypeFor[[]byte]()):
		fmt.Fprintf(p, format, v.Interface())
	default: // fmt calls no methods of what was got from an unexported field, and knows bytes by their kind
		fmt.Fprintf(p, format, unasked(v))
	}
}

// unasked is a value of which fmt asks no method.
func unasked(v reflect.Value) reflect.Value {
	return reflect.ValueOf(hidden{v.Interface()}).Field(0).Elem()
}

type hidden struct{ value any }

// mayHold reports whether a type of the library's is made of interfaces, in which there may be
// boxes. fmt asks them nothing if they were got from an unexported field.
func mayHold(t reflect.Type) bool {
	if t.Name() != "" {
		return false
	}
	switch t.Kind() {
	case reflect.Map:
		return isHolder(t.Key()) || isHolder(t.Elem())
	case reflect.Slice, reflect.Array:
		return isHolder(t.Elem())
	}
	return false
}

func isHolder(t reflect.Type) bool { return t.Kind() == reflect.Interface || mayHold(t) }

// describe adds a type and its parts to the list, and returns where it stands.
func (t *Types) describe(of reflect.Type) int {
	made := &Type{Name: of.String(), Kind: "library", types: t}
	t.list = append(t.list, made)
	index := len(t.list) - 1
	switch {
	case of.Kind() == reflect.Interface:
		made.Kind = "interface"
	case mayHold(of):
		made.Kind = of.Kind().String()
		if of.Kind() == reflect.Map {
			made.Key = t.describe(of.Key())
		}
		made.Elem = t.describe(of.Elem())
	}
	return index
}

// asks reports whether fmt would call a method of a value.
func (p printer) asks(v reflect.Value) bool {
	switch value := v.Interface().(type) {
	case fmt.Formatter:
		return true
	case error, fmt.Stringer:
		if p.forText() {
			return true
		}
		_, ok := value.(fmt.GoStringer)
		return ok && p.sharp()
	case fmt.GoStringer:
		return p.sharp()
	}
	return false
}

// forText holds if the verb is for what Error and String say.
func (p printer) forText() bool { return !p.sharp() && strings.ContainsRune("vsxXq", p.verb) }

// basic prints a number, a string or a truth. The type's name shows only where the
// verb is not for it.
func (p printer) basic(t *Type, v reflect.Value) {
	verbs := verbsOf(v.Kind())
	if strings.ContainsRune(verbs, p.verb) {
		fmt.Fprintf(p, fmt.FormatString(p, p.verb), v.Interface())
		return
	}
	// The flags stay, but for %v + and # would mean something else.
	fmt.Fprintf(p, "%%!%c(%s="+fmt.FormatString(p, rune(verbs[0]))+")", p.verb, t.Name, v.Interface())
}

// verbsOf are those that fmt documents for a kind; the first one is what %v means.
func verbsOf(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "tv"
	case reflect.String:
		return "svxXq"
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return "gbeEfFGxXv"
	}
	return "dbcoOqxXUv"
}

func (p printer) address(v reflect.Value) {
	if p.sharp() {
		p.syntax(v.Type().String(), v)
		return
	}
	if v.IsNil() && p.verb == 'v' {
		p.pad("<nil>")
		return
	}
	switch p.verb {
	case 'v', 'p':
		fmt.Fprintf(p, "%p", v.Interface())
	case 'b', 'o', 'd', 'x', 'X':
		fmt.Fprintf(p, fmt.FormatString(p, p.verb), v.Pointer())
	default:
		fmt.Fprintf(p, "%%!%c(%T=", p.verb, v.Interface())
		fmt.Fprintf(p, fmt.FormatString(p, 'v')+")", unasked(v))
	}
}

// pad prints a text in the width of the operand; its precision is for other things.
func (p printer) pad(text string) {
	format, _, _ := strings.Cut(fmt.FormatString(p, 's'), ".")
	fmt.Fprintf(p, strings.TrimSuffix(format, "s")+"s", text)
}

// syntax prints a pointer or a function as Go's syntax has it.
func (p printer) syntax(name string, v reflect.Value) {
	address := "nil"
	if !v.IsNil() {
		address = fmt.Sprintf("%#x", v.Pointer())
	}
	io.WriteString(p, "("+name+")("+address+")")
}

func (p printer) structure(t *Type, v reflect.Value, depth int, may access) {
	p.name(t)
	io.WriteString(p, "{")
	for i, field := range t.Fields {
		if i > 0 {
			p.separator()
		}
		if p.verb == 'v' && (p.Flag('+') || p.sharp()) {
			io.WriteString(p, field.Name+":")
		}
		p.print(t.types.list[field.Type], v.Field(i), depth+1, may.field(field))
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

func (p printer) mapping(t *Type, v reflect.Value, depth int, may access) {
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
		p.print(t.key(), key, depth+1, may)
		io.WriteString(p, ":")
		p.print(t.elem(), v.MapIndex(key), depth+1, may)
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
	case reflect.Pointer:
		return cmp.Compare(a.Pointer(), b.Pointer())
	case reflect.Interface:
		switch {
		case a.IsNil() || b.IsNil():
			return cmp.Compare(strconv.FormatBool(!a.IsNil()), strconv.FormatBool(!b.IsNil()))
		case a.Elem().Type() != b.Elem().Type():
			return cmp.Compare(reflect.ValueOf(a.Elem().Type()).Pointer(), reflect.ValueOf(b.Elem().Type()).Pointer())
		}
		return compareKeys(a.Elem(), b.Elem())
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

func (p printer) list(t *Type, v reflect.Value, depth int, may access) {
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
		p.print(t.elem(), v.Index(i), depth+1, may)
	}
	io.WriteString(p, closing)
}

// pointer prints what it points to with an ampersand if it is the operand
// itself, and points to something that has parts.
func (p printer) pointer(t *Type, v reflect.Value, depth int, may access) {
	if depth == 0 && !v.IsNil() {
		switch t.elem().Kind {
		case "struct", "map", "slice", "array":
			io.WriteString(p, "&")
			p.print(t.elem(), v.Elem(), depth+1, may)
			return
		}
	}
	if p.sharp() {
		p.syntax(t.Name, v)
		return
	}
	if !strings.ContainsRune("vpbodxX", p.verb) {
		fmt.Fprintf(p, "%%!%c(%s=", p.verb, t.Name)
		printer{p.State, 'v'}.print(t, v, 0, closed)
		io.WriteString(p, ")")
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
func (p printer) dynamic(t *Type, v reflect.Value, depth int, may access) {
	if v.IsNil() {
		if p.sharp() {
			io.WriteString(p, t.Name+"(nil)")
		} else {
			io.WriteString(p, "<nil>")
		}
		return
	}
	if b, ok := v.Elem().Interface().(box); ok {
		p.print(b.box().typ, reflect.ValueOf(b.box().value), depth+1, may)
		return
	}
	p.leaf(v.Elem(), depth+1, may)
}
