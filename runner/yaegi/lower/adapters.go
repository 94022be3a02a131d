package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"bothends/runner/yaegi/host"
)

// upgrades are methods by which the library finds out that a value with a certain
// method can do more than the interface says that it is given as.
var upgrades = map[string][]string{
	"Write":       {"WriteString", "ReadFrom"},
	"Read":        {"WriteTo", "Close", "ReadByte", "ReadRune", "UnreadRune"},
	"SetDeadline": {"CloseWrite", "SyscallConn", "ReadFrom", "WriteTo", "NetConn", "HandshakeContext", "ConnectionState"},
	"WriteHeader": {"Flush", "FlushError", "Hijack", "Push", "CloseNotify", "ReadFrom", "WriteString", "Unwrap",
		"SetReadDeadline", "SetWriteDeadline", "EnableFullDuplex"},
	"RoundTrip": {"CloseIdleConnections", "CancelRequest"},
	"Done":      {"AfterFunc", "String"}, // contexts tell the names of those that they are made from
	"Int63":     {"Uint64"},
}

// adapter is the name of the interface or the interfaces that package host gives a value,
// so that the library finds all that it may ask for; ok is false if there is none.
func (b *boxer) adapter(from, to types.Type) (adapter host.Adapter, ok bool) {
	named, isNamed := types.Unalias(to).(*types.Named)
	if !isNamed || named.Obj().Pkg() == nil || named.Obj().Pkg() == b.Package || named.TypeArgs().Len() > 0 {
		return adapter, false
	}
	have := map[string]string{}
	for m := range types.NewMethodSet(from).Methods() {
		have[m.Obj().Name()] = plainSignature(m.Type())
	}
	for _, candidate := range host.Adapters() {
		if len(candidate.Methods) > len(adapter.Methods) && includes(have, candidate.Methods) && covers(candidate.Methods, to) && !hides(have, candidate.Methods) {
			adapter = candidate
		}
	}
	return adapter, adapter.Name != ""
}

// hides reports whether the library would ask what has some methods for one that is there
// and not among them.
func hides(have, methods map[string]string) bool {
	for method := range methods {
		for _, more := range upgrades[method] {
			if have[more] != "" && methods[more] == "" {
				return true
			}
		}
	}
	return false
}

func includes(have, wanted map[string]string) bool {
	for name, signature := range wanted {
		if have[name] != strings.ReplaceAll(signature, "interface{}", "any") {
			return false
		}
	}
	return true
}

// covers reports whether methods are all those of an interface.
func covers(methods map[string]string, t types.Type) bool {
	for m := range t.Underlying().(*types.Interface).Methods() {
		if methods[m.Name()] == "" {
			return false
		}
	}
	return true
}

// plainSignature is a method's type as package host writes it.
func plainSignature(t types.Type) string {
	return strings.ReplaceAll(signatureText(t), "interface{}", "any")
}

// adapt describes a type with the methods of an adapter.
func (t *typeTable) adapt(of types.Type, adapter host.Adapter) (index int, ok bool) {
	index, ok = t.known(of)
	if !ok {
		return 0, false
	}
	set := types.NewMethodSet(of)
	for _, name := range slices.Sorted(maps.Keys(adapter.Methods)) {
		d := &t.list[index]
		if _, known := d.Calls[name]; known {
			continue
		}
		if !t.calls(d, of, set.Lookup(t.w.Package, name)) {
			return 0, false
		}
	}
	return index, true
}

// calls describes a method of a type by a function that calls it. Of a type without a name outside
// of the function that declares it, all methods are promoted: there it is a function of what is embedded.
func (t *typeTable) calls(d *host.Type, of types.Type, m *types.Selection) bool {
	name := m.Obj().Name()
	source, ok := t.method(of, m)
	if !ok {
		field, path := t.embedding(of, m)
		if field == nil {
			return false
		}
		if source, ok = t.method(field, types.NewMethodSet(field).Lookup(t.w.Package, name)); !ok {
			return false
		}
		if d.Paths == nil {
			d.Paths = map[string][]int{}
		}
		d.Paths[name] = path
	}
	if d.Calls == nil {
		d.Calls = map[string]int{}
	}
	d.Calls[name] = len(t.functions)
	t.functions = append(t.functions, source)
	if _, isPointer := types.Unalias(of).(*types.Pointer); isPointer && len(m.Index()) == 1 && !takesPointer(m) {
		d.Values = append(d.Values, name)
	}
	return true
}

// embedding is the type of the embedded field that a method comes from, or a pointer to it, and the
// way there; nil if there is none.
func (t *typeTable) embedding(of types.Type, m *types.Selection) (field types.Type, path []int) {
	if path = slices.Clone(m.Index()[:t.w.reachable(m)]); len(path) == 0 {
		return nil, nil
	}
	field = of
	for _, i := range path {
		if p, ok := field.Underlying().(*types.Pointer); ok {
			field = p.Elem()
		}
		field = field.Underlying().(*types.Struct).Field(i).Type()
	}
	if types.NewMethodSet(field).Lookup(t.w.Package, m.Obj().Name()) == nil {
		field, path = types.NewPointer(field), append(path, host.Address)
	}
	return field, path
}

// method is the source of a function that calls a method; one that is promoted,
// by its path.
func (t *typeTable) method(of types.Type, m *types.Selection) (source string, ok bool) {
	file := t.w.Files[0]
	recv, ok := t.w.importedText(of, file)
	if !ok {
		return "", false
	}
	s := m.Type().(*types.Signature)
	if s.Variadic() {
		return "", false
	}
	params, args := "v "+recv, []string{}
	for i := range s.Params().Len() {
		text, ok := t.w.importedText(s.Params().At(i).Type(), file)
		if !ok {
			return "", false
		}
		params += fmt.Sprintf(", p%d %s", i, text)
		args = append(args, fmt.Sprint("p", i))
	}
	var results []string
	for v := range s.Results().Variables() {
		text, ok := t.w.importedText(v.Type(), file)
		if !ok {
			return "", false
		}
		results = append(results, text)
	}
	return fmt.Sprintf("func(%s) (%s) { %s%s%s(%s) }", params, strings.Join(results, ", "),
		returns(m.Type()), "v."+t.w.reachablePath(of, m), m.Obj().Name(), strings.Join(args, ", ")), true
}

// reachablePath is the embedded fields on the way to a method or field, as far as the
// program may name them; from there, the compiler finds the way.
func (w *rewriter) reachablePath(of types.Type, m *types.Selection) string {
	return embeddedPath(of, m.Index()[:w.reachable(m)+1])
}

// embeddedPath is the names of the embedded fields on the way to a method or
// field, each with a dot behind it.
func embeddedPath(from types.Type, index []int) string {
	path := ""
	for _, i := range index[:len(index)-1] {
		if p, ok := from.Underlying().(*types.Pointer); ok {
			from = p.Elem()
		}
		field := from.Underlying().(*types.Struct).Field(i)
		path, from = path+field.Name()+".", field.Type()
	}
	return path
}

// importedText writes a type as it can be written outside of functions, and
// has the file import what that takes.
func (w *rewriter) importedText(t types.Type, file *ast.File) (text string, ok bool) {
	ok = true
	text = types.TypeString(t, func(p *types.Package) string {
		if p == w.Package {
			return ""
		}
		return w.imported(p, file)
	})
	local := mentions(t, map[types.Type]bool{}, func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Named:
			return t.Obj().Pkg() == w.Package && t.Obj().Parent() != w.Package.Scope() || t.Obj().Pkg() != nil && t.Obj().Pkg() != w.Package && !t.Obj().Exported()
		case *types.TypeParam:
			return true
		}
		return false
	})
	return text, ok && !local
}

// takesPointer reports whether a method is one of a pointer.
func takesPointer(m *types.Selection) bool {
	_, ok := types.Unalias(m.Obj().(*types.Func).Signature().Recv().Type()).(*types.Pointer)
	return ok
}
