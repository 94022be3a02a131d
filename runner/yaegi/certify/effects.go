package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/gocheck"
)

// effects are what functions may write, with all that they call. A function is
// known by its object, or its literal.
type effects struct {
	info       *types.Info
	vars       map[*types.Var]*variable
	given      map[string]bool // names of cells whose address the program has otherwise
	written    map[any]map[place]bool
	calls      map[any][]any            // functions, and what stands for several
	values     map[any]*types.Signature // functions that may be called by value
	methods    map[string][]any         // by name
	kept       []any                    // functions of what the library was handed, and may have kept
	others     []any                    // those, and those that go statements start
	read       map[*ast.CallExpr]bool   // what package host makes for functions that read only
	handedOver map[place]bool           // to what looks into interfaces, see inInterfaces
	pointed    map[place]bool           // fields, and elements of a type, whose address is taken
}

// These stand for all functions that may be called somewhere.
type (
	aValue  struct{ of *types.Signature } // called by value
	aMethod struct{ name string }         // called through an interface
	aKept   struct{}                      // called by what the library made of it
	another struct{}                      // so called, or in other goroutines while this one waits
)

func collectEffects(c *gocheck.Checked, vars map[*types.Var]*variable) *effects {
	f := &effects{
		info: c.Info, vars: vars, given: givenCells(c),
		written: map[any]map[place]bool{}, calls: map[any][]any{},
		values: map[any]*types.Signature{}, methods: map[string][]any{}, pointed: map[place]bool{},
		read: map[*ast.CallExpr]bool{}, handedOver: map[place]bool{},
	}
	f.collectValues(c)
	for _, file := range c.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				f.collect(c.Info.Defs[fn.Name], d)
			} else {
				f.collect(d, d)
			}
		}
	}
	f.kept = f.allKnown(f.kept)
	f.others = slices.Concat(f.kept, f.allKnown(f.others))
	for _, places := range f.written {
		f.resolve(places)
	}
	for changed := true; changed; {
		changed = false
		for fn, callees := range f.calls {
			for _, callee := range callees {
				for _, known := range f.known(callee) {
					for p := range f.written[known] {
						if !f.written[fn][p] {
							f.written[fn][p], changed = true, true
						}
					}
				}
			}
		}
	}
	return f
}

// collectValues notes the declared functions whose names are more than called,
// and the methods.
func (f *effects) collectValues(c *gocheck.Checked) {
	called := map[*ast.Ident]bool{}
	for _, file := range c.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv != nil {
					f.methods[n.Name.Name] = append(f.methods[n.Name.Name], c.Info.Defs[n.Name])
				}
			case *ast.CallExpr:
				if id, ok := calledName(n); ok {
					called[id] = true
				}
			case *ast.Ident:
				if fn, ok := c.Info.Uses[n].(*types.Func); ok && !called[n] {
					f.values[fn.Origin()] = fn.Signature()
				}
			}
			return true
		})
	}
}

// calledName is the name of what is called.
func calledName(call *ast.CallExpr) (*ast.Ident, bool) {
	fun := ast.Unparen(call.Fun)
	switch i := fun.(type) {
	case *ast.IndexExpr:
		fun = i.X
	case *ast.IndexListExpr:
		fun = i.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun, true
	case *ast.SelectorExpr:
		return fun.Sel, true
	}
	return nil, false
}

// collect notes what a function writes, function literals in it included,
// whenever they are called.
func (f *effects) collect(fn any, in ast.Node) {
	f.written[fn] = map[place]bool{}
	write := func(e ast.Expr) {
		for _, p := range f.places(e) {
			f.written[fn][p] = true
		}
	}
	ast.Inspect(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, left := range n.Lhs {
					write(left)
				}
			}
		case *ast.IncDecStmt:
			write(n.X)
		case *ast.CallExpr:
			f.handOver(n)
			f.calls[fn] = append(f.calls[fn], f.callees(n)...)
			for _, p := range f.filled(n) {
				f.written[fn][p] = true
			}
			f.keep(n)
		case *ast.GoStmt:
			f.others = append(f.others, f.callees(n.Call)...)
		case *ast.SendStmt, *ast.SelectStmt:
			f.calls[fn] = append(f.calls[fn], another{})
		case *ast.UnaryExpr, *ast.SliceExpr, *ast.SelectorExpr:
			f.point(n)
			if isReceive(n) {
				f.calls[fn] = append(f.calls[fn], another{})
			}
		case *ast.FuncLit:
			if f.written[n] == nil {
				f.values[n] = f.info.TypeOf(n).(*types.Signature)
				f.collect(n, n.Body)
			}
		}
		return true
	})
}

// callees are the functions of the program that a call may lead to: itself, or
// by what the library does with its arguments.
func (f *effects) callees(call *ast.CallExpr) []any {
	if tv := f.info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return nil
	}
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.FuncLit:
		if isMaker(f) {
			return nil
		}
		return []any{f}
	case *ast.CallExpr:
		if lit, ok := f.Fun.(*ast.FuncLit); ok && isMaker(lit) {
			return []any{made(lit)}
		}
	}
	id, _ := calledName(call)
	fn, ok := f.info.Uses[id].(*types.Func)
	if !ok {
		signature, ok := f.info.TypeOf(call.Fun).Underlying().(*types.Signature)
		if !ok { // a type parameter's: of any function
			return []any{another{}}
		}
		return []any{aValue{signature}}
	}
	fn = fn.Origin()
	var all []any
	if mayWait(fn) {
		all = append(all, another{})
	}
	recv := fn.Signature().Recv()
	if recv != nil && types.IsInterface(recv.Type()) {
		return append(all, aMethod{fn.Name()})
	}
	if fn.Pkg() != nil && fn.Pkg().Path() == "main" {
		return []any{fn}
	}
	if fn.Pkg() != nil && fn.Pkg().Path() == hostPath && boxing(fn.Name()) >= 0 {
		return nil // it keeps the value for others to call methods of
	}
	for _, arg := range call.Args {
		all = append(all, f.handed(arg)...)
		if mayKeep(f.info.TypeOf(arg)) {
			all = append(all, aKept{})
		}
	}
	return all
}

// waits begin the names of what the library waits in, until another goroutine has done something
// perhaps, and of what calls functions that it was given before.
var waits = []string{"Wait", "Lock", "RLock", "Do", "Get", "Head", "Post", "Read", "Write", "Accept", "Dial", "Sleep", "Copy", "Scan", "Flush",
	"RoundTrip", "Serve", "ListenAndServe", "Shutdown", "Close", "Peek", "Next", "Decode", "Encode", "Fprint", "Range", "Print", "Parse", "Execute",
	"Log", "Debug", "Info", "Warn", "Error", "Panic", "Fatal", "Output", "Set", "Walk", "Run", "Call", "Handle", "Sync", "Value"}

func mayWait(fn *types.Func) bool {
	recv, name := fn.Signature().Recv(), fn.Name()
	switch path := pathOf(fn); {
	case path == "" || path == "main" || path == hostPath || slices.Contains(keepsNothing, path):
		return false
	case path == "fmt" && !strings.HasPrefix(name, "F"), path == "os" && strings.HasPrefix(name, "Get"):
		return false
	case recv == nil && strings.HasPrefix(name, "Parse"), recv != nil && path != "sync" && !mayKeep(recv.Type()):
		return false
	}
	return slices.ContainsFunc(waits, func(begin string) bool { return strings.HasPrefix(name, begin) })
}

// pathOf is the path of the package of a function; none if it has none, as the method of error.
func pathOf(fn *types.Func) string {
	if fn.Pkg() == nil {
		return ""
	}
	return fn.Pkg().Path()
}

// made is the literal that another one returns.
func made(maker *ast.FuncLit) ast.Expr { return maker.Body.List[0].(*ast.ReturnStmt).Results[0] }

// keep notes what a function of the library is handed.
func (f *effects) keep(call *ast.CallExpr) {
	id, _ := calledName(call)
	fn, ok := f.info.Uses[id].(*types.Func)
	if !ok || slices.Contains([]string{"", "main", hostPath, "bytes", "errors", "fmt", "strconv", "strings"}, pathOf(fn)) {
		return
	}
	for _, arg := range call.Args {
		f.kept = append(f.kept, f.handed(arg)...)
	}
}

// keepsNothing are packages of which no type holds what is another's.
var keepsNothing = []string{"bytes", "container/list", "container/ring", "math/big", "net/netip", "net/url", "regexp", "strings", "sync/atomic", "time"}

// mayKeep reports whether values of a type of the library may hold functions, or values of types of
// the program, and call them.
func mayKeep(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	path := named.Obj().Pkg().Path()
	if path == "main" || path == hostPath || slices.Contains(keepsNothing, path) {
		return false
	}
	switch named.Underlying().(type) {
	case *types.Struct, *types.Interface:
		return path != "sync" || named.Obj().Name() == "Pool"
	}
	return false
}

// boxing is which argument of a function of package host goes into an interface, or
// comes out of one; -1 if none does.
func boxing(name string) int {
	switch name {
	case "Box", "Error", "Adapt":
		return 1
	case "Name", "Any", "Inside":
		return 0
	}
	return -1
}

// asked are the methods that the library asks of what it is handed in any or error.
var asked = []any{
	aMethod{"String"}, aMethod{"Error"}, aMethod{"Format"}, aMethod{"GoString"}, aMethod{"Unwrap"}, aMethod{"Is"}, aMethod{"As"},
	aMethod{"MarshalJSON"}, aMethod{"UnmarshalJSON"}, aMethod{"MarshalText"}, aMethod{"UnmarshalText"},
}

// handed are the functions of the program that the library can call when it is
// handed a value.
func (f *effects) handed(e ast.Expr) []any {
	for {
		call, ok := unasserted(e).(*ast.CallExpr)
		if !ok {
			break
		}
		if lit, ok := call.Fun.(*ast.FuncLit); ok && isMaker(lit) {
			return []any{made(lit)}
		}
		if id, _ := calledName(call); id != nil {
			if fn, ok := f.info.Uses[id].(*types.Func); ok && fn.Pkg() != nil && fn.Pkg().Path() == hostPath && boxing(fn.Name()) >= 0 {
				e = call.Args[boxing(fn.Name())]
				continue
			}
		}
		if !f.info.Types[call.Fun].IsType() || len(call.Args) != 1 {
			break
		}
		e = call.Args[0]
	}
	t := f.info.TypeOf(e)
	if t == nil {
		return nil
	}
	if s, ok := t.Underlying().(*types.Signature); ok {
		return []any{aValue{s}}
	}
	if i, ok := t.Underlying().(*types.Interface); ok && !isTypeParam(t) {
		all := slices.Clone(asked)
		for m := range i.Methods() {
			all = append(all, aMethod{m.Name()})
		}
		return all
	}
	named, ok := types.Unalias(t).(*types.Named)
	if p, pointer := t.(*types.Pointer); pointer {
		named, ok = types.Unalias(p.Elem()).(*types.Named)
	}
	var all []any
	if ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "main" && !types.IsInterface(named) {
		methods := types.NewMethodSet(types.NewPointer(named))
		for i := range methods.Len() {
			all = append(all, methods.At(i).Obj().(*types.Func).Origin())
		}
	}
	return all
}

// unasserted is what package host has put into an interface, where that becomes one of the library.
func unasserted(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if a, ok := e.(*ast.TypeAssertExpr); ok {
		if call, ok := ast.Unparen(a.X).(*ast.CallExpr); ok {
			return call
		}
	}
	return e
}

// known are the functions that a callee stands for.
func (f *effects) known(callee any) []any {
	switch callee := callee.(type) {
	case aMethod:
		return f.methods[callee.name]
	case aValue:
		var all []any
		for fn, signature := range f.values {
			if matches(signature, callee.of) {
				all = append(all, fn)
			}
		}
		return all
	case aKept:
		return f.kept
	case another:
		return f.others
	}
	return []any{callee}
}

// allKnown are the functions that some callees stand for, each once.
func (f *effects) allKnown(callees []any) (all []any) {
	asked, found := map[any]bool{}, map[any]bool{}
	for _, callee := range callees {
		if asked[callee] {
			continue
		}
		asked[callee] = true
		for _, fn := range f.known(callee) {
			if !found[fn] {
				found[fn] = true
				all = append(all, fn)
			}
		}
	}
	return all
}

// matches reports whether a function may be a value of a type. Of generic
// functions only the numbers are compared.
func matches(a, b *types.Signature) bool {
	if isGeneric(a.Params()) || isGeneric(a.Results()) || isGeneric(b.Params()) || isGeneric(b.Results()) {
		return a.Params().Len() == b.Params().Len() && a.Results().Len() == b.Results().Len()
	}
	return types.Identical(types.NewSignatureType(nil, nil, nil, a.Params(), a.Results(), a.Variadic()),
		types.NewSignatureType(nil, nil, nil, b.Params(), b.Results(), b.Variadic()))
}

func isGeneric(t types.Type) bool {
	x := &examiner{}
	return x.mentions(t, map[types.Type]bool{}, func(*types.Named) bool { return false })
}

// effectsOf is what a call may write, or what a receive lets others write.
func (f *effects) effectsOf(e ast.Expr) map[place]bool {
	all, callees := map[place]bool{}, []any{another{}}
	if call, ok := e.(*ast.CallExpr); ok {
		for _, p := range f.filled(call) {
			all[p] = true
		}
		f.resolve(all)
		callees = f.callees(call)
	}
	for _, fn := range f.allKnown(callees) {
		for p := range f.written[fn] {
			all[p] = true
		}
	}
	return all
}
