package cell

import (
	"fmt"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/yaegi"
)

// What is shown of one value at most.
const (
	maxShown    = 4 << 10 // bytes
	maxElements = 64      // of a list or a map
	maxDepth    = 6
)

// Show writes values as a reader of Go expects them, which is as Go would write them:
// strings in quotes, slices, maps and structs as literals, of structs of the library the
// exported fields. What has a method Error or String stands there in its own words, without quotes.
// texts are those of values that say so by methods of the cells' own, by their index.
func Show(values []reflect.Value, declared []types.Type, texts map[int]string) string {
	var all []string
	for i, v := range values {
		if text, ok := texts[i]; ok {
			all = append(all, text)
			continue
		}
		s := &shower{}
		s.value(v, declared[i], 0)
		all = append(all, s.b.String())
	}
	text := strings.Join(all, ", ")
	if len(text) > maxShown {
		text = strings.ToValidUTF8(text[:maxShown], "") + " …"
	}
	return text
}

type shower struct{ b strings.Builder }

// value writes a value of a type, which is nil where that is not known.
func (s *shower) value(v reflect.Value, t types.Type, depth int) {
	if v.IsValid() && v.Kind() == reflect.Interface || t != nil && types.IsInterface(t) {
		t = nil
	}
	dynamic, name := yaegi.Dynamic(v)
	v = dynamic
	if !v.IsValid() {
		s.b.WriteString("nil")
		return
	}
	if text, ok := ownWords(v); ok {
		s.b.WriteString(text)
		return
	}
	if inside, typ, ok := yaegi.Open(v); ok { // of a type of the cells', for the library
		if v, t = inside, typ; !v.IsValid() {
			s.b.WriteString("nil")
			return
		}
	}
	own := name != "" // a type of the cells', which only the value knows
	name = strings.TrimPrefix(name, "main.")
	if !own {
		name = typeName(v, t)
	}
	if s.b.Len() > maxShown || depth > maxDepth {
		s.b.WriteString("…")
		return
	}
	var under types.Type
	if t != nil {
		under = t.Underlying()
	}
	switch v.Kind() {
	case reflect.String:
		s.b.WriteString(converted(name, "string", quoted(v.String())))
	case reflect.Slice:
		if v.IsNil() {
			s.b.WriteString("nil")
			return
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			s.b.WriteString(name + "(" + quoted(string(v.Bytes()[:min(v.Len(), maxShown+1)])) + ")")
			return
		}
		s.elements(v, name, under, depth)
	case reflect.Array:
		s.elements(v, name, under, depth)
	case reflect.Map:
		s.entries(v, name, under, depth)
	case reflect.Struct:
		s.fields(v, name, under, own, depth)
	case reflect.Pointer:
		s.pointer(v, name, under, depth)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if v.IsNil() {
			name = "nil"
		}
		s.b.WriteString(name)
	default:
		s.b.WriteString(fmt.Sprint(v))
	}
}

// quoted writes a string, or what is shown of it.
func quoted(text string) string {
	if len(text) > maxShown {
		return strconv.Quote(text[:maxShown]) + "…"
	}
	return strconv.Quote(text)
}

// converted writes a basic value, of a type of its own as a conversion.
func converted(name, basic, text string) string {
	if name == basic || name == "" {
		return text
	}
	return name + "(" + text + ")"
}

// typeName is the name of a value's type as a program writes it.
func typeName(v reflect.Value, t types.Type) string {
	name := v.Type().String()
	if t != nil {
		name = types.TypeString(t, func(p *types.Package) string {
			if p.Path() == "main" {
				return ""
			}
			return p.Name()
		})
	}
	name = emptyInterface.ReplaceAllLiteralString(name, "any")
	return unsignedByte.ReplaceAllLiteralString(name, "byte")
}

// What reflect and the checker write otherwise than readers do.
var (
	emptyInterface = regexp.MustCompile(`\binterface ?\{\}`)
	unsignedByte   = regexp.MustCompile(`\buint8\b`)
)

// ownWords are those of a value of the library that has some.
func ownWords(v reflect.Value) (text string, ok bool) {
	if !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "", false
	}
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	switch x := v.Interface().(type) {
	case error:
		return x.Error(), true
	case fmt.Stringer:
		return x.String(), true
	}
	return "", false
}

// part is the type of what a type is made of.
func part(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	case *types.Pointer:
		return t.Elem()
	}
	return nil
}

func (s *shower) elements(v reflect.Value, name string, t types.Type, depth int) {
	s.b.WriteString(name + "{")
	for i := range v.Len() {
		if i > 0 {
			s.b.WriteString(", ")
		}
		if i == maxElements {
			s.b.WriteString("…")
			break
		}
		s.value(v.Index(i), part(t), depth+1)
	}
	s.b.WriteString("}")
}

func (s *shower) entries(v reflect.Value, name string, t types.Type, depth int) {
	if v.IsNil() {
		s.b.WriteString("nil")
		return
	}
	var key types.Type
	if m, ok := t.(*types.Map); ok {
		key = m.Key()
	}
	type entry struct{ key, value reflect.Value }
	var all []entry
	for each := v.MapRange(); each.Next(); { // a key that is not itself cannot be looked up
		all = append(all, entry{each.Key(), each.Value()})
	}
	slices.SortFunc(all, func(x, y entry) int {
		a, b := x.key, y.key
		switch {
		case a.CanInt() && b.CanInt():
			return int(min(1, max(-1, a.Int()-b.Int())))
		case a.Kind() == reflect.String:
			return strings.Compare(a.String(), b.String())
		}
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	s.b.WriteString(name + "{")
	for i, e := range all {
		if i > 0 {
			s.b.WriteString(", ")
		}
		if i == maxElements {
			s.b.WriteString("…")
			break
		}
		s.value(e.key, key, depth+1)
		s.b.WriteString(": ")
		s.value(e.value, part(t), depth+1)
	}
	s.b.WriteString("}")
}

// fields writes a struct. The interpreter knows those of the cells by other names for
// what they do not export.
func (s *shower) fields(v reflect.Value, name string, t types.Type, renamed bool, depth int) {
	own, _ := t.(*types.Struct)
	s.b.WriteString(name + "{")
	written := 0
	for i := range v.NumField() {
		field := v.Type().Field(i)
		text, typ := field.Name, types.Type(nil)
		if own != nil && own.NumFields() == v.NumField() {
			text, typ = own.Field(i).Name(), own.Field(i).Type()
		} else if small := strings.TrimPrefix(text, "X"); renamed && small != "" && small != strings.ToUpper(small[:1])+small[1:] {
			text = small // an unexported one, as the interpreter calls it
		}
		if field.PkgPath != "" {
			continue
		}
		if written++; written > 1 {
			s.b.WriteString(", ")
		}
		s.b.WriteString(text + ": ")
		s.value(v.Field(i), typ, depth+1)
	}
	s.b.WriteString("}")
}

// pointer writes what a pointer to a struct points to; of other pointers that they are.
func (s *shower) pointer(v reflect.Value, name string, t types.Type, depth int) {
	switch {
	case v.IsNil():
		s.b.WriteString("nil")
	case v.Elem().Kind() == reflect.Struct && depth < 2:
		s.b.WriteString("&")
		s.value(v.Elem(), part(t), depth+1)
	default:
		s.b.WriteString("(" + name + ")(0x…)")
	}
}
