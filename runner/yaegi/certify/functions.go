package certify

import (
	"go/ast"
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
	x.body(d, signature, d.Body, false)
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

func (x *examiner) body(node ast.Node, s *types.Signature, body *ast.BlockStmt, maker bool) {
	x.functions = append(x.functions, &function{node: node, signature: s, body: body, maker: maker})
	x.namedResults(s, body)
	x.block(body)
	x.functions = x.functions[:len(x.functions)-1]
}

// literal examines a function literal, and whether it is called where it stands.
// yaegi copies the frame of the function around for it, has one place for it there
// however often it is made, and locks the frame when it is done. So within
// functions there are two kinds only: those that are called where they stand and
// use nothing but their parameters, and those that one of these makes, which use
// its parameters too.
func (x *examiner) literal(f *ast.FuncLit, called bool) {
	switch in := x.current(); {
	case in == nil:
		x.use(f.Pos(), "function literal of the package")
	case called && isMaker(f):
		x.use(f.Pos(), "function literal that makes another")
	case called:
		x.use(f.Pos(), "function literal that is called")
	case in.maker:
		x.use(f.Pos(), "function literal that another makes")
	default:
		x.use(f.Pos(), "function literal in the frame of the function around")
	}
	x.captures(f, called)
	signature := x.info.TypeOf(f).(*types.Signature)
	x.signature(f.Type, signature)
	x.body(f, signature, f.Body, called && isMaker(f))
}

// isMaker reports whether all that a literal does is to return another.
func isMaker(f *ast.FuncLit) bool {
	if len(f.Body.List) != 1 {
		return false
	}
	r, ok := f.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return false
	}
	_, ok = r.Results[0].(*ast.FuncLit)
	return ok
}

// captures examines the variables of other functions that a literal uses.
func (x *examiner) captures(f *ast.FuncLit, called bool) {
	seen := map[*types.Var]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
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
		if in := x.current(); !called && in.maker && v.function == in.node && v.fixed() {
			x.use(id.Pos(), "a function literal uses a parameter of the one that makes it")
		} else {
			x.found(id.Pos(), "a function literal uses a variable of a function around it:", o.Name())
		}
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
}
