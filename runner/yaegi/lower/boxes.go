package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// boxes puts values of the program's own types into interfaces by package host,
// and gets them out again. yaegi forgets such a value's type on the way: an error
// loses its Unwrap, fmt does not find String, and a type switch takes a
// State for an int.
//
//	var v any = idle              var v any = loweredtypes.Box(1, idle)
//	return &E{}                   return loweredtypes.Error(2, &E{})
//	s, ok := v.(State)            s, ok := loweredtry1(v)
//	errors.As(err, &e)            loweredtypes.As(err, 2, &e)
//	fmt.Printf("%T", v)           fmt.Printf("%s", loweredhost.Name(v))
//
//	var w io.Writer = out         var w io.Writer = loweredtypes.Adapt(3, out, "io.Writer").(io.Writer)
//
// It does so for any, error and the library's interfaces. Values that go to a
// library function which looks into them by reflection, such as json.Marshal,
// stay as they are.
func boxes(w *rewriter) {
	b := &boxer{rewriter: w, helpers: map[string]string{}, planned: map[ast.Expr]bool{}}
	b.table.w, b.table.out = w, b.outOf
	for _, source := range w.Sources {
		if strings.Contains(source, Table) {
			return
		}
	}
	if w.cell && b.asksOtherwise() || b.looseTypeVerbs() {
		return
	}
	b.collectAsked()
	b.plan()
	b.withoutWhole()
	if !w.cell && !b.isAnswered() {
		return
	}
	if len(b.boxes) > 0 || w.cell {
		w.walk(func(n ast.Node, _ []ast.Node) {
			if call, ok := n.(*ast.CallExpr); ok {
				b.typeVerbs(call)
			}
		})
	}
	b.box()
	b.convert()
	b.templates()
	w.walk(b.uses)
	b.declare()
	if len(w.edits) > 0 {
		w.unusedImports()
	}
}

// uses rewrites what takes values out of interfaces, or looks into them.
func (b *boxer) uses(n ast.Node, within []ast.Node) {
	switch n := n.(type) {
	case *ast.TypeAssertExpr:
		b.assertion(n, within)
	case *ast.TypeSwitchStmt:
		b.typeSwitch(n, within)
	case *ast.BinaryExpr:
		b.comparison(n)
	case *ast.SelectorExpr:
		b.coders(n, within)
	case *ast.CallExpr:
		b.errorsAs(n)
		b.flag(n)
		if !b.decoding(n) && !b.encoding(n) {
			b.inside(n)
		}
	}
}

type boxer struct {
	*rewriter
	table   typeTable
	helpers map[string]string // by name, their sources
	used    bool              // the table, or the host
	all     []conversion
	boxes   []conversion
	planned map[ast.Expr]bool // what is boxed

	interfaces []types.Type // that the program asks for
	asksOwn    bool         // one of these is the program's own
	must       []mustBe
	declared   []string // types
}

// asksOtherwise reports whether a cell asks a value that may be of its own type for
// methods which package host does not pass on.
func (b *boxer) asksOtherwise() bool {
	found := false
	b.asks(func(t types.Type, _ ast.Expr) {
		i := t.Underlying().(*types.Interface)
		for m := range i.Methods() {
			if heard[m.Name()] != signatureText(m.Type()) || m.Name() == "Unwrap" || m.Name() == "Is" {
				found = found || b.implemented(i)
			}
		}
	})
	return found
}

// implemented reports whether a type of the program has the methods.
func (b *boxer) implemented(i *types.Interface) bool {
	for _, object := range b.Info.Defs {
		name, ok := object.(*types.TypeName)
		if !ok || types.IsInterface(name.Type()) {
			continue
		}
		if types.Implements(name.Type(), i) || types.Implements(types.NewPointer(name.Type()), i) {
			return true
		}
	}
	return false
}

// isBoxable holds for the interfaces whose values are boxed: all but those of the program.
func (b *boxer) isBoxable(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && !isTypeParam(t) && (i.Empty() || !b.isOwn(t))
}

// isAdapted holds for interfaces of the library with methods.
func isAdapted(t types.Type) bool {
	return !isError(t) && !t.Underlying().(*types.Interface).Empty()
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// plan finds all that must be boxed.
func (b *boxer) plan() {
	b.all = b.conversions()
	for _, c := range b.all {
		from := b.Info.TypeOf(c.expr)
		if !b.isBoxable(c.to) || hasTypeParam(from) {
			continue
		}
		if types.IsInterface(from) {
			b.planInterface(c, from)
			b.planWhole(c, from)
			continue
		}
		if !b.isOwn(from) {
			if isEmpty(c.to) && (isCopied(from) || leadsToError(from)) && b.looksOnly(c, from) {
				c.copied = true
				b.boxes = append(b.boxes, c)
				b.planned[c.expr] = true
			}
			continue
		}
		if index, ok := b.table.known(from); ok && isAdapted(c.to) && b.isWhole(index, c.to) {
			if c.asserted, ok = b.importedText(c.to, b.file(c.expr)); ok {
				b.boxes = append(b.boxes, c)
				b.planned[c.expr] = true
			}
			continue
		}
		if isAdapted(c.to) {
			if adapter, ok := b.adapter(from, c.to); ok {
				if _, ok := b.table.adapt(from, adapter); ok {
					c.adapter = adapter.Name
					b.boxes = append(b.boxes, c)
					b.planned[c.expr] = true
				}
			}
			continue
		}
		if b.joins(c.call) && isText(from) && !b.hasHeard(from) {
			c.function = "string"
			b.boxes = append(b.boxes, c)
			b.planned[c.expr] = true
			continue
		}
		if b.printsAddress(c, from) {
			c.copied = true
			b.boxes = append(b.boxes, c)
			b.planned[c.expr] = true
			continue
		}
		if !b.looksOnly(c, from) {
			continue
		}
		if _, ok := b.table.known(from); ok {
			b.boxes = append(b.boxes, c)
			b.planned[c.expr] = true
		}
	}
}

// box boxes what is planned.
func (b *boxer) box() {
	for _, c := range b.boxes {
		from := b.Info.TypeOf(c.expr)
		b.used = true
		if c.copied {
			c.function = b.host(b.file(c.expr)) + ".Any"
		}
		if c.whole {
			c.function = b.host(b.file(c.expr)) + ".Whole"
		}
		if c.function != "" {
			b.insert(c.expr.Pos(), c.function+"(")
			end := ")"
			if c.asserted != "" {
				end = ").(" + c.asserted + ")"
			}
			b.insert(c.expr.End(), end)
			continue
		}
		index, _ := b.table.known(from)
		method := "Box"
		if isError(c.to) {
			method = "Error"
		}
		if c.call != nil && b.Info.Types[c.call.Fun].IsType() { // any(x), whose name is not needed
			b.replace(c.call.Pos(), c.call.Lparen, "")
		}
		end := ")"
		if c.asserted != "" {
			end = ").(" + c.asserted + ")"
		}
		if c.adapter != "" {
			text, _ := b.importedText(c.to, b.file(c.expr))
			method, end = "Adapt", fmt.Sprintf(", %q).(%s)", c.adapter, text)
		}
		b.insert(c.expr.Pos(), fmt.Sprintf("%s.%s(%d, ", Table, method, index))
		b.insert(c.expr.End(), end)
	}
}

// convert makes calls of the explicit conversions to interfaces, T(x), whose x
// needs no box.
func (b *boxer) convert() {
	b.walk(func(n ast.Node, _ []ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !b.Info.Types[call.Fun].IsType() || b.planned[call.Args[0]] {
			return
		}
		to := b.Info.TypeOf(call.Fun)
		if !b.isBoxable(to) || b.isOwn(to) {
			return
		}
		file := b.file(call)
		name, ok := b.printedName(to)
		if !ok {
			return
		}
		text, ok := b.importedText(to, file)
		if !ok {
			return
		}
		name = toName + strings.NewReplacer(".", "", "interface {}", "any").Replace(name)
		b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v %s) %s { return v }", name, text, text)
		b.replace(call.Fun.Pos(), call.Fun.End(), name)
		b.used = true
	})
}

// keepers are library functions that keep a value, print it or compare it, by their
// full names or the beginning of them.
var keepers = []string{
	"fmt.Print", "fmt.Sprint", "fmt.Fprint", "fmt.Append", "fmt.Errorf", "log.", "(*log.Logger).",
	"errors.Is", "errors.Join", "errors.Unwrap", "context.WithValue", "(context.Context).Value", "(*sync.Map).", "(*sync.Pool).Put", "(*container/list.List).",
	"container/heap.Push", "(*sync/atomic.Value).", "log/slog.", "(*log/slog.Logger).",
}

// looksOnly reports whether an argument may be boxed.
func (b *boxer) looksOnly(c conversion, from types.Type) bool {
	fn := b.libraryFunction(c.call)
	if fn == nil || isError(c.to) { // what takes an error takes those of variables, which are boxed
		return true
	}
	name := fn.FullName()
	if !slices.ContainsFunc(keepers, func(k string) bool { return strings.HasPrefix(name, k) }) {
		return false
	}
	if fn.Pkg().Path() == "log/slog" && b.isOwn(from) {
		return hasMethod(from, "LogValue") || isLogged(from, map[types.Type]bool{})
	}
	if format, isFormat := b.format(c.call, fn); isFormat {
		return format != nil && !format.stars && !slices.Contains(format.pointers, c.arg) && (format.types == nil || b.takesTypes(c.call, format))
	}
	return true
}

// printsAddress reports whether of an argument only the address is printed, by %p.
func (b *boxer) printsAddress(c conversion, from types.Type) bool {
	fn := b.libraryFunction(c.call)
	if fn == nil || fn.Pkg().Path() != "fmt" && fn.Pkg().Path() != "log" {
		return false
	}
	switch from.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Slice:
		format, isFormat := b.format(c.call, fn)
		return isFormat && format != nil && !format.stars && slices.Contains(format.pointers, c.arg)
	}
	return false
}

// hasHeard reports whether a value has methods that fmt would call.
func (b *boxer) hasHeard(t types.Type) bool {
	for m := range types.NewMethodSet(t).Methods() {
		if heard[m.Obj().Name()] != "" || unheard[m.Obj().Name()] != "" {
			return true
		}
	}
	return false
}

// isCopied reports whether a type's values are copied as a whole.
func isCopied(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

// leadsToError reports whether a type is a pointer to an error, or to such a pointer. yaegi
// takes that for an error when it hands it to fmt, and calls a nil one.
func leadsToError(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && (isError(p.Elem()) || leadsToError(p.Elem()))
}

// libraryFunction is the function or method of the library that is called.
func (w *rewriter) libraryFunction(call *ast.CallExpr) *types.Func {
	if call == nil {
		return nil
	}
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		id = f.Sel
	case *ast.Ident:
		id = f
	default:
		return nil
	}
	fn, ok := w.Info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == w.Package || fn.Pkg() == nil {
		return nil
	}
	return fn
}

// declare puts the table before the first declaration, where yaegi makes it
// first, and the helpers behind the last one.
func (b *boxer) declare() {
	if !b.used {
		return
	}
	first := b.Files[0]
	b.describeAsked()
	b.insert(afterImports(first).End(), b.table.declaration(b.host(first)))
	declared := map[string]bool{} // by files before
	for _, f := range b.Files {
		var text []string
		for _, name := range slices.Sorted(maps.Keys(b.helpers)) {
			helper := b.helpers[name]
			if !strings.HasPrefix(name, b.helperFile(f)) || declared[helper] {
				continue
			}
			text = append(text, helper)
			declared[helper] = strings.HasPrefix(helper, "func ")
		}
		if text != nil {
			b.append(f, strings.Join(text, "; "))
		}
	}
}

// calls reports whether a call is of a function of the library.
func (w *rewriter) calls(call *ast.CallExpr, pkg, name string) bool {
	fn := w.libraryFunction(call)
	return fn != nil && fn.FullName() == pkg+"."+name
}
