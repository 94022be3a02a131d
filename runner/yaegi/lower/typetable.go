package lower

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/yaegi/host"
)

// A typeTable collects the types of a program that package host must know.
type typeTable struct {
	w         *rewriter
	types     []types.Type
	list      []host.Type
	functions []string // the sources of methods

	// out is a function of the program that takes what one of its own interfaces holds out, and
	// the types that this may be.
	out func(in types.Type) (name string, held []types.Type, ok bool)
}

// Table is the variable that holds the types; it is the first of the program's.
const Table = Prefix + "types"

// names that the program gets once.
const (
	getName = Prefix + "get" // get1 is a type assertion to the table's type 1
	tryName = Prefix + "try" // the same with two results
	isName  = Prefix + "is"  // whether it would hold
	toName  = Prefix + "to"  // toerror is a conversion to error
)

// known is the index of a type; ok is false if it, or a part of it, cannot be
// described.
func (t *typeTable) known(of types.Type) (index int, ok bool) {
	if hasTypeParam(of) {
		return 0, false
	}
	index, ok = t.index(of)
	return index, ok && t.sound(index, map[int]bool{})
}

// sound reports whether a type and all its parts are described.
func (t *typeTable) sound(index int, seen map[int]bool) bool {
	if seen[index] {
		return true
	}
	seen[index] = true
	d := t.list[index]
	switch d.Kind {
	case "":
		return false
	case "map":
		return t.sound(d.Key, seen) && t.sound(d.Elem, seen)
	case "ptr", "slice", "array":
		return t.sound(d.Elem, seen)
	}
	for _, field := range d.Fields {
		if !t.sound(field.Type, seen) {
			return false
		}
	}
	for _, held := range d.Held {
		if !t.sound(held, seen) {
			return false
		}
	}
	return true
}

// index describes a type; ok is false if that cannot be done.
func (t *typeTable) index(of types.Type) (index int, ok bool) {
	of = types.Unalias(of)
	for i, known := range t.types {
		if types.Identical(known, of) {
			return i, t.list[i].Kind != ""
		}
	}
	name, ok := t.w.printedName(of)
	index = len(t.list)
	t.types = append(t.types, of)
	t.list = append(t.list, host.Type{Name: name})
	if !ok {
		return index, false
	}
	d := host.Type{Name: name, Loose: t.w.isOwn(of) && !types.Comparable(of)}
	if !t.describe(&d, of) {
		return index, false // and the entry keeps no kind
	}
	t.list[index] = d
	return index, true
}

// describe sets all but the name. While it does, the type counts as one that
// has a kind, since types refer to themselves.
func (t *typeTable) describe(d *host.Type, of types.Type) bool {
	at := len(t.list) - 1
	t.list[at].Kind = "pending"
	ok := (!t.w.isOwn(of) || types.IsInterface(of) || t.methods(d, of)) && t.parts(d, of)
	if !ok {
		t.list[at].Kind = ""
	}
	return ok
}

func (t *typeTable) parts(d *host.Type, of types.Type) bool {
	var ok = true
	part := func(of types.Type) int {
		i, described := t.index(of)
		ok = ok && described
		return i
	}
	if !t.w.isOwn(of) {
		d.Kind = "library"
		if types.IsInterface(of) {
			d.Kind = "interface"
		}
		return true
	}
	switch u := of.Underlying().(type) {
	case *types.Basic:
		d.Kind = u.Name()
	case *types.Pointer:
		d.Kind, d.Elem = "ptr", part(u.Elem())
	case *types.Slice:
		d.Kind, d.Elem = "slice", part(u.Elem())
	case *types.Array:
		d.Kind, d.Elem = "array", part(u.Elem())
	case *types.Map:
		d.Kind, d.Key, d.Elem = "map", part(u.Key()), part(u.Elem())
	case *types.Struct:
		d.Kind, d.Foreign = "struct", t.w.isForeign(u)
		for field := range u.Fields() {
			f := host.Field{Name: fieldName(field), Type: part(field.Type()), Exported: field.Exported(), Embedded: field.Embedded()}
			if f.Embedded && strings.HasPrefix(f.Name, Prefix) { // it goes by the name of a generic type
				_, name, _ := strings.Cut(t.list[f.Type].Name, "main.")
				f.Name, _, _ = strings.Cut(name, "[")
				f.Exported = ast.IsExported(f.Name)
			}
			d.Fields = append(d.Fields, f)
		}
	case *types.Interface:
		d.Kind = "interface"
		if !u.Empty() {
			t.held(d, of)
		}
	case *types.Chan, *types.Signature:
		d.Kind = "opaque"
	default:
		return false
	}
	return ok
}

// held describes one of the program's own interfaces: what it holds only the program can take out.
func (t *typeTable) held(d *host.Type, of types.Type) {
	d.Kind = "unknown"
	name, held, ok := t.out(of)
	if !ok {
		return
	}
	recv, ok := t.w.importedText(of, t.w.Files[0])
	if !ok {
		return
	}
	var list []int
	for _, one := range held {
		i, described := t.index(one)
		if !described {
			return
		}
		list = append(list, i)
	}
	d.Kind, d.Held, d.Calls = "held", list, map[string]int{"": len(t.functions)}
	t.functions = append(t.functions, fmt.Sprintf("func(v %s) any { return %s(v) }", recv, name))
}

// isForeign reports whether a type is a struct that was declared by the library, whose methods yaegi
// does not take away where the program makes another type of it.
func (w *rewriter) isForeign(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && s.NumFields() > 0 && s.Field(0).Pkg() != w.Package
}

// heard are the methods that the library asks values for, and that package host
// passes on. A type with one of the others is not for it.
var (
	heard = map[string]string{
		"Error": "func() string", "String": "func() string", "Unwrap": "func() error", "Is": "func(error) bool",
		"Timeout": "func() bool", "Temporary": "func() bool", "LogValue": "func() log/slog.Value",
	}
	unheard = map[string]string{
		"As": "func(any) bool", "Format": "func(fmt.State, int32)", "GoString": "func() string",
		"Scan":        "func(fmt.ScanState, int32) error",
		"MarshalJSON": encodes, "MarshalText": encodes, "MarshalBinary": encodes, "GobEncode": encodes,
		"MarshalXML": "func(*encoding/xml.Encoder, encoding/xml.StartElement) error",
	}

	// encoding are those that package json asks for.
	encoding = map[string]string{"MarshalJSON": "func() ([]byte, error)", "MarshalText": "func() ([]byte, error)", "IsZero": "func() bool"}
)

const encodes = "func() ([]uint8, error)"

// askers are the packages that ask for those methods that not every program meets, and get
// no answer. Package host answers those that encode JSON, for which package json asks.
var askers = map[string][]string{
	"MarshalBinary": {"encoding/gob", "net/rpc"},
	"GobEncode":     {"encoding/gob", "net/rpc"},
	"MarshalText":   {"encoding/xml", "log/slog", "expvar", "net/rpc/jsonrpc"},
	"MarshalJSON":   {"log/slog", "expvar", "net/rpc/jsonrpc"},
	"MarshalXML":    {"encoding/xml"},
}

// isUnheard reports whether a method is one that the library asks for, and package host does
// not pass on.
func (w *rewriter) isUnheard(m *types.Selection) bool {
	name := m.Obj().Name()
	if by := askers[name]; by != nil && !slices.ContainsFunc(by, w.hasImport) {
		return false
	}
	return unheard[name] != "" && withoutAliases(m.Type()) == unheard[name]
}

// withoutAliases writes a method's type with the types that aliases stand for.
func withoutAliases(t types.Type) string {
	s := t.(*types.Signature)
	list := func(tuple *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range tuple.Variables() {
			vars = append(vars, types.NewParam(0, nil, "", withoutAlias(v.Type())))
		}
		return types.NewTuple(vars...)
	}
	return plainSignature(types.NewSignatureType(nil, nil, nil, list(s.Params()), list(s.Results()), s.Variadic()))
}

func withoutAlias(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return types.Typ[t.Kind()]
	case *types.Slice:
		return types.NewSlice(withoutAlias(t.Elem()))
	case *types.Pointer:
		return types.NewPointer(withoutAlias(t.Elem()))
	default:
		return t
	}
}

// methods describes those that are heard.
func (t *typeTable) methods(d *host.Type, of types.Type) bool {
	set := types.NewMethodSet(of)
	for i := range set.Len() {
		m := set.At(i)
		name := m.Obj().Name()
		if t.w.isUnheard(m) {
			return false
		}
		want, ok := heard[name]
		signature := signatureText(m.Type())
		if (isEncoding(m) || isDecoding(m)) && t.w.encodesJSON() {
			if isDecoding(m) && t.w.asksOffset() {
				return false
			}
			want, ok = signature, true
		}
		if !ok || signature != want && !(name == "Unwrap" && signature == "func() []error") {
			continue
		}
		if !t.calls(d, of, m) {
			return false
		}
		d.Several = d.Several || signature == "func() []error"
	}
	if !t.pointer(d, of) {
		return false
	}
	_, timeout := d.Calls["Timeout"]
	_, temporary := d.Calls["Temporary"]
	_, err := d.Calls["Error"]
	_, text := d.Calls["String"]
	if _, logs := d.Calls["LogValue"]; logs && (err || d.Loose) {
		return false
	}
	return !err || !timeout && !temporary || !text && !d.Several && !d.Loose
}

// encodesJSON reports whether the program may encode values as JSON.
func (w *rewriter) encodesJSON() bool {
	return w.hasImport("encoding/json") || w.hasImport("html/template") || w.hasImport("log/slog")
}

// asksOffset reports whether the program asks an error of decoding JSON where in the text it was
// met: package host decodes by parts what is decoded by methods.
func (w *rewriter) asksOffset() bool {
	for _, s := range w.Info.Selections {
		if s.Obj().Name() == "Offset" && strings.HasSuffix(s.Recv().String(), "encoding/json.UnmarshalTypeError") {
			return true
		}
	}
	return false
}

// pointer describes the pointer to a type too, if that has methods that encode or decode it.
func (t *typeTable) pointer(d *host.Type, of types.Type) bool {
	if _, isPointer := of.Underlying().(*types.Pointer); isPointer || types.IsInterface(of) || !t.w.encodesJSON() {
		return true
	}
	for m := range types.NewMethodSet(types.NewPointer(of)).Methods() {
		if isEncoding(m) || isDecoding(m) {
			index, ok := t.index(types.NewPointer(of))
			d.Pointer = index + 1
			return ok
		}
	}
	return true
}

func signatureText(t types.Type) string {
	s := t.(*types.Signature)
	params := types.NewTuple(slices.Collect(func(yield func(*types.Var) bool) {
		for v := range s.Params().Variables() {
			if !yield(types.NewParam(0, nil, "", v.Type())) {
				return
			}
		}
	})...)
	results := types.NewTuple(slices.Collect(func(yield func(*types.Var) bool) {
		for v := range s.Results().Variables() {
			if !yield(types.NewParam(0, nil, "", v.Type())) {
				return
			}
		}
	})...)
	return types.TypeString(types.NewSignatureType(nil, nil, nil, params, results, s.Variadic()), nil)
}

// declaration is the table as a variable.
func (t *typeTable) declaration(host string) string {
	text, err := json.Marshal(t.list)
	if err != nil {
		panic(err) // it is made of strings and numbers
	}
	source := fmt.Sprintf("; var %s = %s.NewTypes(`%s`)", Table, host, text)
	if t.functions != nil { // which may use the table, so it is there first
		source += fmt.Sprintf("; func init() { %s.Methods(%s) }", Table, strings.Join(t.functions, ", "))
	}
	return source
}

// isOwn reports whether a type is of the program's making in any part, or is a struct
// without a name.
func (w *rewriter) isOwn(t types.Type) bool {
	return mentions(t, map[types.Type]bool{}, func(n types.Type) bool {
		switch n := n.(type) {
		case *types.Named:
			return n.Obj().Pkg() == w.Package
		case *types.Struct:
			return n.NumFields() > 0
		}
		return false
	})
}

// mentions reports whether t or one of its parts counts; those of the library's
// named types are its own affair.
func mentions(t types.Type, seen map[types.Type]bool, counts func(types.Type) bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if counts(t) {
		return true
	}
	part := func(t types.Type) bool { return mentions(t, seen, counts) }
	tuple := func(t *types.Tuple) bool {
		for v := range t.Variables() {
			if part(v.Type()) {
				return true
			}
		}
		return false
	}
	switch t := t.(type) {
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if part(arg) {
				return true
			}
		}
	case *types.Pointer:
		return part(t.Elem())
	case *types.Slice:
		return part(t.Elem())
	case *types.Array:
		return part(t.Elem())
	case *types.Chan:
		return part(t.Elem())
	case *types.Map:
		return part(t.Key()) || part(t.Elem())
	case *types.Signature:
		return tuple(t.Params()) || tuple(t.Results())
	case *types.Interface:
		for m := range t.Methods() {
			if part(m.Type()) {
				return true
			}
		}
	}
	return false
}

// hasTypeParam reports whether a type is not known before the program runs.
func hasTypeParam(t types.Type) bool {
	return mentions(t, map[types.Type]bool{}, isTypeParam)
}

// printedName is what %T prints of a type; ok is false for the rare ones whose
// name is not that simple.
func (w *rewriter) printedName(t types.Type) (name string, ok bool) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return types.Typ[t.Kind()].Name(), t.Info()&types.IsUntyped == 0
	case *types.Named:
		name, ok := w.ownName(t.Obj())
		if !ok {
			return "", false
		}
		if p := t.Obj().Pkg(); p != nil && !strings.HasPrefix(name, "interface {") { // see asked
			name = p.Name() + "." + name
		}
		var args []string
		for arg := range t.TypeArgs().Types() {
			text, ok := w.printedName(arg)
			if !ok || strings.Contains(linkName(arg), "/") { // a package is named by its path here
				return "", false
			}
			args = append(args, text)
		}
		if args != nil {
			name += "[" + strings.Join(args, ",") + "]"
		}
		return name, true
	case *types.Pointer:
		name, ok = w.printedName(t.Elem())
		return "*" + name, ok
	case *types.Slice:
		name, ok = w.printedName(t.Elem())
		return "[]" + name, ok
	case *types.Array:
		name, ok = w.printedName(t.Elem())
		return fmt.Sprintf("[%d]%s", t.Len(), name), ok
	case *types.Map:
		key, ok1 := w.printedName(t.Key())
		name, ok = w.printedName(t.Elem())
		return fmt.Sprintf("map[%s]%s", key, name), ok && ok1
	case *types.Chan:
		name, ok = w.printedName(t.Elem())
		return [...]string{"chan ", "chan<- ", "<-chan "}[t.Dir()] + name, ok
	case *types.Interface:
		return "interface {}", t.Empty()
	case *types.Signature:
		return w.printedSignature(t)
	case *types.Struct:
		return w.printedStruct(t)
	}
	return "", false
}

// ownName is a type's name. A copy that was made of a generic type has another
// one, and says in a comment what Go calls it (see generics).
func (w *rewriter) ownName(o *types.TypeName) (name string, ok bool) {
	if !strings.HasPrefix(o.Name(), Prefix) {
		return o.Name(), true
	}
	file, at := w.Place(o.Pos())
	text := w.Sources[file][at+len(o.Name()):]
	comment, ok := strings.CutPrefix(strings.TrimLeft(text, " "), "/* ")
	name, _, ok2 := strings.Cut(comment, " */")
	if !strings.Contains(name, "[") {
		name, _, _ = strings.Cut(name, localDot) // see localTypes
	}
	return name, ok && ok2
}

func (w *rewriter) printedStruct(t *types.Struct) (string, bool) {
	var fields []string
	for i := range t.NumFields() {
		name, ok := w.printedName(t.Field(i).Type())
		if !t.Field(i).Embedded() {
			name = fieldName(t.Field(i)) + " " + name
		}
		switch tag := t.Tag(i); {
		case !ok || strings.Contains(tag, Prefix):
			return "", false
		case tag != "" && (tag != hiddenTag || t.Field(i).Exported()):
			name += " " + strconv.Quote(tag)
		}
		fields = append(fields, name)
	}
	if fields == nil {
		return "struct {}", true
	}
	return "struct { " + strings.Join(fields, "; ") + " }", true
}

func (w *rewriter) printedSignature(t *types.Signature) (string, bool) {
	list := func(tuple *types.Tuple) (string, bool) {
		var names []string
		for v := range tuple.Variables() {
			name, ok := w.printedName(v.Type())
			if !ok {
				return "", false
			}
			names = append(names, name)
		}
		return strings.Join(names, ", "), !t.Variadic()
	}
	params, ok := list(t.Params())
	results, ok2 := list(t.Results())
	switch t.Results().Len() {
	case 0:
		return "func(" + params + ")", ok && ok2
	case 1:
		return "func(" + params + ") " + results, ok && ok2
	}
	return "func(" + params + ") (" + results + ")", ok && ok2
}

// afterImports is where declarations may begin that stand on a line of the
// program's own.
func afterImports(f *ast.File) ast.Node {
	var last ast.Node = f.Name
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT { // which may be empty by now
			last = g
		}
	}
	return last
}
