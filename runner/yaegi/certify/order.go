package certify

import (
	"go/ast"
	"go/token"
	"go/types"

	"bothends/runner/gocheck"
)

// Go leaves open when, in one statement, a variable is read that a function
// called in the same statement changes. The compiler reads late, yaegi from
// left to right. So a statement is refused that reads what a function of the
// program that it calls may write.

// A place is what a function may write: a variable or field by its object, an
// element or what a pointer leads to by its type.
type place any

// effects are what functions may write, with all that they call.
type effects struct {
	info  *types.Info
	vars  map[*types.Var]*variable
	byFn  map[types.Object]map[place]bool
	calls map[types.Object][]types.Object
	all   map[place]bool // of all functions: what an unknown one may write
}

// unknown stands for functions that are called by value.
var unknown = types.NewLabel(token.NoPos, nil, "unknown")

func collectEffects(c *gocheck.Checked, vars map[*types.Var]*variable) *effects {
	f := &effects{c.Info, vars, map[types.Object]map[place]bool{}, map[types.Object][]types.Object{}, map[place]bool{}}
	for _, file := range c.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				f.collect(c.Info.Defs[fn.Name], fn.Body)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for fn, callees := range f.calls {
			for _, callee := range callees {
				from := f.byFn[callee]
				if callee == types.Object(unknown) {
					from = f.all
				}
				for p := range from {
					if !f.byFn[fn][p] {
						f.byFn[fn][p], changed = true, true
					}
				}
			}
		}
	}
	return f
}

// collect notes what the body of a function writes, function literals in it
// included, whenever they are called.
func (f *effects) collect(fn types.Object, body *ast.BlockStmt) {
	f.byFn[fn] = map[place]bool{}
	write := func(e ast.Expr) {
		if p := f.place(e); p != nil {
			f.byFn[fn][p], f.all[p] = true, true
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
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
			if callee := f.callee(n); callee != nil {
				f.calls[fn] = append(f.calls[fn], callee)
			}
		}
		return true
	})
}

// callee is the function of the program that is called; unknown for values and
// interface methods; nil for the library's, builtins and conversions.
func (f *effects) callee(e *ast.CallExpr) types.Object {
	if tv := f.info.Types[e.Fun]; tv.IsType() || tv.IsBuiltin() {
		return nil
	}
	fun := ast.Unparen(e.Fun)
	if i, ok := fun.(*ast.IndexExpr); ok {
		fun = i.X
	}
	var id *ast.Ident
	switch fun := fun.(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return unknown
	}
	fn, ok := f.info.Uses[id].(*types.Func)
	if !ok {
		return unknown
	}
	fn = fn.Origin()
	if _, ok := f.byFn[fn]; ok || fn.Pkg() != nil && fn.Pkg().Path() == "main" {
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			return unknown
		}
		return fn
	}
	return nil
}

// place is what an expression reads or writes; nil if it is no place.
func (f *effects) place(e ast.Expr) place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.variable(e)
	case *ast.SelectorExpr:
		if o, ok := f.info.Uses[e.Sel].(*types.Var); ok {
			return o.Origin()
		}
	case *ast.IndexExpr:
		if t := f.info.TypeOf(e); t != nil {
			return "element of type " + t.String()
		}
	case *ast.StarExpr:
		if t := f.info.TypeOf(e); t != nil {
			return "target of type " + t.String()
		}
	}
	return nil
}

// variable is a variable as a place. A local one is nobody else's, unless a
// function literal assigns to it or its address is taken.
func (f *effects) variable(e *ast.Ident) place {
	o, ok := f.info.Uses[e].(*types.Var)
	if !ok {
		return nil
	}
	switch v := f.vars[o]; {
	case v == nil:
		return nil
	case v.address:
		return "target of type " + o.Type().String()
	case v.function == nil || v.written:
		return o
	}
	return nil
}

// order examines the expressions of one statement together: what one reads, and
// what a call beside it may write. Operands of the call are evaluated before
// it, and what is made of its results after it.
func (x *examiner) order(list ...ast.Expr) {
	for _, e := range list {
		inspectNow(e, func(n ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return
			}
			if x.info.Types[call.Fun].IsBuiltin() && builtinName(call.Fun) == "copy" {
				x.manyCopies(call, list)
			}
			written := x.effects.byFn[x.effects.callee(call)]
			if x.effects.callee(call) == types.Object(unknown) {
				written = x.effects.all
			}
			if len(written) > 0 {
				x.readBeside(call, written, list)
			}
		})
	}
}

func (x *examiner) readBeside(call *ast.CallExpr, written map[place]bool, list []ast.Expr) {
	for _, e := range list {
		inspectNow(e, func(n ast.Node) {
			e, ok := n.(ast.Expr)
			if ok && written[x.effects.place(e)] && !contains(call, e) && !contains(e, call) {
				x.use(e.Pos(), "a value that a function called in the same statement may change")
			}
		})
	}
}

func contains(a, b ast.Node) bool { return a.Pos() <= b.Pos() && b.End() <= a.End() }

// manyCopies: copy writes to a slice; beside other operands it is refused.
func (x *examiner) manyCopies(call *ast.CallExpr, list []ast.Expr) {
	for _, e := range list {
		if ast.Unparen(e) == ast.Expr(call) {
			return
		}
	}
	x.use(call.Pos(), "call of copy within an expression")
}

// inspectNow visits what is evaluated with an expression: not the bodies of
// function literals.
func inspectNow(e ast.Expr, visit func(ast.Node)) {
	if e == nil {
		return
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if n != nil {
			visit(n)
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
}
