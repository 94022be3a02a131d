package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

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
	info     *types.Info
	vars     map[*types.Var]*variable
	byFn     map[types.Object]map[place]bool
	calls    map[types.Object][]types.Object
	literals map[*ast.FuncLit]types.Object
	byValue  map[types.Object]bool // functions that are values or methods
	all      map[place]bool        // of all of these: what an unknown one may write
	given    map[string]bool       // names of cells whose address the program has otherwise
}

// unknown stands for functions that are called by value.
var unknown = types.NewLabel(token.NoPos, nil, "unknown")

func collectEffects(c *gocheck.Checked, vars map[*types.Var]*variable) *effects {
	f := &effects{
		info: c.Info, vars: vars, byValue: valued(c), given: givenCells(c),
		byFn: map[types.Object]map[place]bool{}, calls: map[types.Object][]types.Object{},
		literals: map[*ast.FuncLit]types.Object{}, all: map[place]bool{},
	}
	for _, file := range c.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				f.collect(c.Info.Defs[fn.Name], fn.Body)
			} else {
				f.collect(types.NewLabel(d.Pos(), nil, "declaration"), d)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for fn := range f.byValue {
			for p := range f.byFn[fn] {
				if !f.all[p] {
					f.all[p], changed = true, true
				}
			}
		}
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
func (f *effects) collect(fn types.Object, body ast.Node) {
	f.byFn[fn] = map[place]bool{}
	write := func(e ast.Expr) {
		for _, p := range f.places(e) {
			f.byFn[fn][p] = true
		}
	}
	if body == ast.Node((*ast.BlockStmt)(nil)) {
		return
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
			if lit, ok := n.Fun.(*ast.FuncLit); ok && !isMaker(lit) {
				f.literal(lit)
			}
			if callee := f.callee(n); callee != nil {
				f.calls[fn] = append(f.calls[fn], callee)
			}
		case *ast.FuncLit:
			if f.literals[n] == nil {
				f.byValue[f.literal(n)] = true
			}
		}
		return true
	})
}

// literal collects what a function literal writes.
func (f *effects) literal(lit *ast.FuncLit) types.Object {
	if f.literals[lit] == nil {
		f.literals[lit] = types.NewLabel(lit.Pos(), nil, "literal")
		f.collect(f.literals[lit], lit.Body)
	}
	return f.literals[lit]
}

// valued are the declared functions that may be called by value: methods, and
// those whose names are more than called.
func valued(c *gocheck.Checked) map[types.Object]bool {
	all, called := map[types.Object]bool{}, map[*ast.Ident]bool{}
	for _, file := range c.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv != nil {
					all[c.Info.Defs[n.Name]] = true
				}
			case *ast.CallExpr:
				fun := ast.Unparen(n.Fun)
				if i, ok := fun.(*ast.IndexExpr); ok {
					fun = i.X
				} else if i, ok := fun.(*ast.IndexListExpr); ok {
					fun = i.X
				}
				if id, ok := fun.(*ast.Ident); ok {
					called[id] = true
				}
			case *ast.Ident:
				if fn, ok := c.Info.Uses[n].(*types.Func); ok && !called[n] {
					all[fn.Origin()] = true
				}
			}
			return true
		})
	}
	return all
}

// places are what an assignment to an expression writes: it, and what it is a
// part of.
func (f *effects) places(e ast.Expr) []place {
	var all []place
	for {
		e = ast.Unparen(e)
		if p := f.place(e); p != nil && !f.isLocalCell(e) {
			all = append(all, p)
		}
		var base ast.Expr
		switch e := e.(type) {
		case *ast.SelectorExpr:
			base = e.X
		case *ast.IndexExpr:
			base = e.X
		default:
			return all
		}
		t := f.info.TypeOf(base)
		if t == nil {
			return all
		}
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			if f.cell(e) != nil {
				return all
			}
			return append(all, "target of type "+u.Elem().String())
		case *types.Struct, *types.Array:
			e = base
		default:
			return all
		}
	}
}

// givenCells are the names of the variables that package lower put behind
// pointers, and whose addresses go elsewhere than to the function literals that use
// them, by the same name.
func givenCells(c *gocheck.Checked) map[string]bool {
	given, fine := map[string]bool{}, map[*ast.Ident]bool{}
	note := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok {
			fine[id] = true
		}
	}
	give := func(e ast.Expr) {
		if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && isIdent(sel.X) {
			given[sel.X.(*ast.Ident).Name] = true
		}
	}
	for _, file := range c.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					give(n.X)
				}
			case *ast.SliceExpr:
				give(n.X)
			case *ast.SelectorExpr:
				note(n.X)
				if s := c.Info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
					give(n.X)
				}
			case *ast.CallExpr:
				if lit, ok := n.Fun.(*ast.FuncLit); ok {
					passed(lit, n.Args, note)
				}
			case *ast.Ident:
				v, ok := c.Info.Uses[n].(*types.Var)
				if ok && isCell(n, v) && !fine[n] {
					given[n.Name] = true
				}
			}
			return true
		})
	}
	return given
}

// passed calls note for the arguments that go to parameters of the same name.
func passed(lit *ast.FuncLit, args []ast.Expr, note func(ast.Expr)) {
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if i < len(args) {
				if id, ok := args[i].(*ast.Ident); ok && id.Name == name.Name {
					note(id)
				}
			}
			i++
		}
	}
}

// cell is a variable that package lower put behind a pointer, by its name, if
// nobody else has its address.
func (f *effects) cell(e ast.Expr) place {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil
	}
	if v, ok := f.info.Uses[id].(*types.Var); ok && isCell(id, v) && !f.given[id.Name] {
		return "cell " + id.Name
	}
	return nil
}

// isLocalCell reports whether an expression is such a variable in the function
// that has made it: no function that is called there has this one.
func (f *effects) isLocalCell(e ast.Expr) bool {
	if f.cell(e) == nil {
		return false
	}
	v := f.info.Uses[e.(*ast.SelectorExpr).X.(*ast.Ident)].(*types.Var)
	lit, ok := f.vars[v].function.(*ast.FuncLit)
	return !ok || v.Pos() > lit.Type.End()
}

func isCell(id *ast.Ident, v *types.Var) bool {
	p, pointer := v.Type().(*types.Pointer)
	if !pointer || !strings.HasPrefix(id.Name, "lowered") {
		return false
	}
	_, unnamed := p.Elem().(*types.Struct)
	return unnamed
}

// callee is the function of the program that is called; unknown for values,
// interface methods, and functions of the library that may call one of the
// program; nil for others of the library, builtins and conversions.
func (f *effects) callee(e *ast.CallExpr) types.Object {
	if tv := f.info.Types[e.Fun]; tv.IsType() || tv.IsBuiltin() {
		return nil
	}
	fun := ast.Unparen(e.Fun)
	if i, ok := fun.(*ast.IndexExpr); ok {
		fun = i.X
	} else if i, ok := fun.(*ast.IndexListExpr); ok {
		fun = i.X
	}
	var id *ast.Ident
	switch fun := fun.(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	case *ast.FuncLit:
		if isMaker(fun) {
			return nil
		}
		return f.literal(fun)
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
	for _, arg := range e.Args {
		if f.callable(f.info.TypeOf(arg)) {
			return unknown
		}
	}
	return nil
}

// callable reports whether the library can call functions of the program that it
// is given with a value.
func (f *effects) callable(t types.Type) bool {
	if t == nil {
		return false
	}
	if _, ok := t.Underlying().(*types.Signature); ok {
		return true
	}
	named, ok := types.Unalias(t).(*types.Named)
	if p, pointer := t.(*types.Pointer); pointer {
		named, ok = types.Unalias(p.Elem()).(*types.Named)
	}
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "main" && types.NewMethodSet(types.NewPointer(named)).Len() > 0
}

// place is what an expression reads or writes; nil if it is no place.
func (f *effects) place(e ast.Expr) place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.variable(e)
	case *ast.SelectorExpr:
		if p := f.cell(e); p != nil {
			return p
		}
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
			if ok && (written[x.effects.place(e)] || written[x.effects.behind(e)]) && !contains(call, e) && !contains(e, call) {
				x.use(e.Pos(), "a value that a function called in the same statement may change")
			}
		})
	}
}

// behind is what is read through a pointer without a star.
func (f *effects) behind(e ast.Expr) place {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || f.info.Selections[sel] == nil || f.info.Selections[sel].Kind() != types.FieldVal || f.cell(sel) != nil {
		return nil
	}
	if p, ok := f.info.TypeOf(sel.X).Underlying().(*types.Pointer); ok {
		return "target of type " + p.Elem().String()
	}
	return nil
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
