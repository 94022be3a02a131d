package lower

import (
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// linkName is a type as Go's compiler names it where it is an argument of a generic type, and
// as %T and panics therefore print it: byte is uint8, any is interface {}, packages have
// their paths, and parameters no names. It is not what types.TypeString writes.
func linkName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return types.Typ[t.Kind()].Name()
	case *types.Named:
		name := types.TypeString(t.Origin().Obj().Type(), (*types.Package).Path)
		name, _, _ = strings.Cut(name, "[")
		if args := linkNames(slices.Collect(t.TypeArgs().Types()), ","); args != "" {
			name += "[" + args + "]"
		}
		return name
	case *types.Pointer:
		return "*" + linkName(t.Elem())
	case *types.Slice:
		return "[]" + linkName(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), linkName(t.Elem()))
	case *types.Map:
		return fmt.Sprintf("map[%s]%s", linkName(t.Key()), linkName(t.Elem()))
	case *types.Chan:
		elem := linkName(t.Elem())
		if of, ok := types.Unalias(t.Elem()).(*types.Chan); ok && t.Dir() == types.SendRecv && of.Dir() == types.RecvOnly {
			elem = "(" + elem + ")"
		}
		return [...]string{"chan ", "chan<- ", "<-chan "}[t.Dir()] + elem
	case *types.Signature:
		return "func" + linkSignature(t)
	case *types.Struct:
		return linkBraces("struct", linkFields(t))
	case *types.Interface:
		var methods []string
		for m := range t.Methods() {
			methods = append(methods, linkMember(m)+linkSignature(m.Signature()))
		}
		return linkBraces("interface", methods)
	}
	return t.String()
}

func linkNames(list []types.Type, separator string) string {
	var names []string
	for _, t := range list {
		names = append(names, linkName(t))
	}
	return strings.Join(names, separator)
}

func linkBraces(word string, parts []string) string {
	if len(parts) == 0 {
		return word + " {}"
	}
	return word + " { " + strings.Join(parts, "; ") + " }"
}

// linkMember is the name of a field or a method, with its package if it is not exported.
func linkMember(o types.Object) string {
	if o.Exported() || o.Pkg() == nil {
		return o.Name()
	}
	return o.Pkg().Path() + "." + o.Name()
}

func linkFields(t *types.Struct) []string {
	var fields []string
	for i := range t.NumFields() {
		text := linkName(t.Field(i).Type())
		if !t.Field(i).Embedded() {
			text = linkMember(t.Field(i)) + " " + text
		}
		if tag := t.Tag(i); tag != "" {
			text += " " + strconv.Quote(tag)
		}
		fields = append(fields, text)
	}
	return fields
}

// linkSignature is a function's type without the word func.
func linkSignature(s *types.Signature) string {
	var params, results []string
	for v := range s.Params().Variables() {
		params = append(params, linkName(v.Type()))
	}
	if last := len(params) - 1; s.Variadic() {
		params[last] = "..." + strings.TrimPrefix(params[last], "[]")
	}
	for v := range s.Results().Variables() {
		results = append(results, linkName(v.Type()))
	}
	text := "(" + strings.Join(params, ", ") + ")"
	switch len(results) {
	case 0:
		return text
	case 1:
		return text + " " + results[0]
	}
	return text + " (" + strings.Join(results, ", ") + ")"
}
