package certify

import (
	"go/ast"
	"go/token"
	"go/types"
)

// function examines a declared function or method.
func (x *examiner) function(d *ast.FuncDecl) {
	signature := x.info.Defs[d.Name].Type().(*types.Signature)
	what := "function"
	if recv := signature.Recv(); recv != nil {
		what = "method of " + x.class(recv.Type())
		if recv.Name() == "" || recv.Name() == "_" {
			what += " without a name for it"
		}
		for field := range signature.Params().Variables() {
			if field.Name() == "" || field.Name() == "_" {
				x.use(d.Pos(), "method with an unnamed parameter")
			}
		}
	} else if d.Name.Name == "init" {
		what = "function init"
	}
	if d.Type.TypeParams != nil {
		what = "generic " + what
		for _, field := range d.Type.TypeParams.List {
			x.constraint(field.Type)
		}
	}
	x.use(d.Pos(), "%s", what)
	x.signature(d.Type, signature)
	x.body(d, signature, d.Body)
}

// signature examines parameters and results.
func (x *examiner) signature(t *ast.FuncType, s *types.Signature) {
	for v := range s.Params().Variables() {
		x.use(t.Pos(), "parameter of type %s", x.element(v.Type()))
	}
	for v := range s.Results().Variables() {
		x.use(t.Pos(), "result of type %s", x.element(v.Type()))
	}
	if s.Variadic() {
		x.use(t.Pos(), "variadic function")
	}
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			x.binding(name)
		}
		if e, ok := field.Type.(*ast.Ellipsis); ok {
			x.typ(e.Elt)
			continue
		}
		x.typ(field.Type)
	}
	if t.Results != nil {
		for _, field := range t.Results.List {
			x.typ(field.Type)
		}
	}
}

func (x *examiner) body(node ast.Node, s *types.Signature, body *ast.BlockStmt) {
	fn := &function{node: node, signature: s, body: body}
	fn.scan()
	x.functions = append(x.functions, fn)
	x.namedResults(s, body)
	x.block(body)
	x.functions = x.functions[:len(x.functions)-1]
}

// scan notes whether a function has function literals.
func (fn *function) scan() {
	ast.Inspect(fn.body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.DeferStmt, *ast.FuncLit:
			fn.literals = true
		}
		return !fn.literals
	})
}

// namedResults: a named result keeps the value of the function's last call from
// the same place, unless it is set first.
func (x *examiner) namedResults(s *types.Signature, body *ast.BlockStmt) {
	next := 0
	for next < len(body.List) && declares(body.List[next]) {
		next++
	}
	for result := range s.Results().Variables() {
		if result.Name() == "" {
			continue
		}
		if result.Name() == "_" {
			x.use(body.Pos(), "a named result without a name")
			continue
		}
		if next < len(body.List) && x.sets(body.List[next], result) {
			next++
			for next < len(body.List) && declares(body.List[next]) {
				next++
			}
			x.use(body.Pos(), "a named result of type %s that is set first", x.element(result.Type()))
			continue
		}
		x.found(body.Pos(), "a named result that is not set first:", result.Name())
	}
}

// declares reports whether a statement declares variables without values.
func declares(s ast.Stmt) bool {
	d, ok := s.(*ast.DeclStmt)
	if !ok {
		return false
	}
	for _, spec := range d.Decl.(*ast.GenDecl).Specs {
		if v, ok := spec.(*ast.ValueSpec); !ok || len(v.Values) > 0 {
			return false
		}
	}
	return true
}

// sets reports whether a statement is the assignment to a variable of a
// constant, nil, or a variable that is zero. An empty literal will not do: yaegi
// then loses what is assigned to its parts.
func (x *examiner) sets(s ast.Stmt, result *types.Var) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok != token.ASSIGN || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return false
	}
	id, ok := a.Lhs[0].(*ast.Ident)
	if !ok || x.info.Uses[id] != result {
		return false
	}
	tv := x.info.Types[a.Rhs[0]]
	if tv.Value != nil || tv.IsNil() {
		return true
	}
	from, ok := a.Rhs[0].(*ast.Ident)
	if !ok {
		return false
	}
	v := x.vars[x.variable(from)]
	return v != nil && v.fixed() && v.zero && !v.captured
}

// literal examines a function literal. role is what becomes of it: deferred
// ones see their variables late.
func (x *examiner) literal(f *ast.FuncLit, role string) {
	signature := x.info.TypeOf(f).(*types.Signature)
	in := ""
	if fn := x.current(); fn != nil && fn.loops > 0 {
		in = " in a loop"
	}
	x.use(f.Pos(), "function literal %s%s", role, in)
	x.captures(f, role, in)
	x.signature(f.Type, signature)
	x.body(f, signature, f.Body)
}

// captures examines the variables of other functions that a literal uses. A
// variable declared in a loop is one variable to yaegi, not one for each round.
func (x *examiner) captures(f *ast.FuncLit, role, in string) {
	seen := map[*types.Var]bool{}
	atOnce := role == "that is called"
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok && atOnce {
			return false // it has its own say
		}
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		o, ok := x.info.Uses[id].(*types.Var)
		v := x.vars[o]
		if !ok || v == nil || v.function == nil || seen[o] || f.Pos() <= o.Pos() && o.Pos() < f.End() {
			return true
		}
		seen[o] = true
		what := "variable"
		switch {
		case atOnce: // before the next round
		case v.loopVar:
			what = "loop variable"
		case v.inLoop && v.clause:
			what = "variable declared by a clause in a loop"
		case v.inLoop:
			what = "variable declared in a loop"
		}
		if v.function != x.current().node {
			what += " of a further function"
		}
		switch {
		case v.written:
			what += " and one changes it"
		case !v.fixed():
			what += " that changes"
		}
		x.found(id.Pos(), "a closure "+role+in+" uses the "+what, o.Name())
		return true
	})
}

// binding examines the declaration of a variable.
func (x *examiner) binding(id *ast.Ident) {
	o, ok := x.info.Defs[id].(*types.Var)
	if !ok || id.Name == "_" {
		return
	}
	if v := x.vars[o]; v != nil && v.inLoop && v.address {
		x.found(id.Pos(), "address of a variable declared in a loop:", id.Name)
	}
	if v := x.vars[o]; v != nil && v.loopVar && v.address {
		x.found(id.Pos(), "address of the variable of a loop:", id.Name)
	}
}
