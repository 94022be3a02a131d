package certify

import (
	"go/ast"
	"go/token"
	"go/types"

	"bothends/runner/gocheck"
)

// A variable is what happens to one in the whole program. yaegi keeps all
// variables of a function in one frame, with one place for each however often a
// loop comes by; so what matters is who sees them and when they change.
type variable struct {
	function ast.Node // that declares it; nil for package variables
	inLoop   bool     // declared within a loop, or in a function that jumps back
	writes   int      // assignments after the declaration
	address  bool     // its address is taken, or a method is called through it
	captured bool     // used in a function literal within function
	written  bool     // assigned in a function literal within function
	zero     bool     // declared by var without a value
	value    ast.Expr // that it is declared with, if it is one of its own
	origin   ast.Expr // what it is defined by, alone or with whether that was there
	received int      // assignments of what is received from a channel, and of nothing else
}

// fixed reports whether a variable keeps the value that it was declared with.
func (v *variable) fixed() bool { return v.writes == 0 && !v.address }

type variableCollector struct {
	info      *types.Info
	vars      map[*types.Var]*variable
	functions []ast.Node
	loops     []int // for each function, how many loops are around
}

func collectVariables(c *gocheck.Checked) map[*types.Var]*variable {
	v := &variableCollector{info: c.Info, vars: map[*types.Var]*variable{}}
	for _, object := range c.Info.Defs {
		if o, ok := object.(*types.Var); ok && !o.IsField() {
			v.vars[o] = &variable{}
		}
	}
	for _, object := range c.Info.Implicits { // of type switches
		if o, ok := object.(*types.Var); ok {
			v.vars[o] = &variable{}
		}
	}
	for _, f := range c.Files {
		v.walk(f)
	}
	return v.vars
}

// walk visits declarations before uses, since that is how sources are written;
// only package variables may be used earlier, and have no function.
func (v *variableCollector) walk(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			v.within(n, n.Recv, n.Type, n.Body)
			return false
		case *ast.FuncLit:
			v.within(n, nil, n.Type, n.Body)
			return false
		case *ast.ForStmt:
			v.loop(n.Init, n.Cond, n.Post, n.Body)
			return false
		case *ast.RangeStmt:
			v.walk(n.X)
			if n.Tok == token.ASSIGN {
				v.write(n.Key)
				v.write(n.Value)
			}
			v.loop(n.Key, n.Value, n.Body)
			return false
		case *ast.AssignStmt:
			v.assigned(n)
		case *ast.IncDecStmt:
			v.write(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				v.address(n.X)
			}
		case *ast.SliceExpr:
			if _, ok := v.info.TypeOf(n.X).Underlying().(*types.Array); ok {
				v.address(n.X)
			}
		case *ast.SelectorExpr:
			if s := v.info.Selections[n]; s != nil && s.Kind() == types.MethodVal && takesAddress(s) {
				v.address(n.X)
			}
		case *ast.ValueSpec:
			v.specified(n)
		case *ast.Ident:
			v.ident(n)
		case *ast.CallExpr:
			v.parameters(n)
		case *ast.CaseClause:
			if o, ok := v.info.Implicits[n].(*types.Var); ok { // of a type switch
				v.declare(o)
			}
		}
		return true
	})
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

// assigned notes what an assignment or a short declaration writes.
func (v *variableCollector) assigned(n *ast.AssignStmt) {
	if d := v.vars[rootVariable(v.info, n.Lhs[0])]; d != nil && len(n.Lhs) == 1 && isReceive(n.Rhs[0]) && n.Tok == token.ASSIGN {
		d.received++
	}
	for i, left := range n.Lhs {
		v.write(left)
		id, ok := left.(*ast.Ident)
		if d := v.declared(id); ok && d != nil && len(n.Lhs) == len(n.Rhs) {
			d.value = n.Rhs[i]
		}
		if d := v.declared(id); ok && d != nil && i < len(n.Rhs) {
			d.origin = n.Rhs[i]
		}
	}
}

// specified notes what variables begin with.
func (v *variableCollector) specified(n *ast.ValueSpec) {
	for i, name := range n.Names {
		if d := v.declared(name); d != nil {
			d.zero = len(n.Values) == 0
			if len(n.Values) == len(n.Names) {
				d.value = n.Values[i]
			}
		}
	}
}

func isReceive(n ast.Node) bool {
	if p, ok := n.(*ast.ParenExpr); ok {
		n = ast.Unparen(p)
	}
	u, ok := n.(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

// parameters notes the values that those of a literal get which is called where it
// stands.
func (v *variableCollector) parameters(call *ast.CallExpr) {
	lit, ok := call.Fun.(*ast.FuncLit)
	if !ok || call.Ellipsis.IsValid() || lit.Type.Params.NumFields() != len(call.Args) {
		return
	}
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if d := v.declared(name); d != nil {
				d.value = call.Args[i]
			}
			i++
		}
	}
}

// takesAddress reports whether a method is called through the address of its
// receiver.
func takesAddress(s *types.Selection) bool {
	fn, ok := s.Obj().(*types.Func)
	if !ok || types.IsInterface(s.Recv()) {
		return false
	}
	_, pointer := fn.Signature().Recv().Type().Underlying().(*types.Pointer)
	_, already := s.Recv().Underlying().(*types.Pointer)
	return pointer && !already
}

func (v *variableCollector) within(fn ast.Node, recv *ast.FieldList, t *ast.FuncType, body *ast.BlockStmt) {
	v.functions, v.loops = append(v.functions, fn), append(v.loops, 0)
	if recv != nil {
		v.walk(recv)
	}
	v.walk(t)
	if jumpsBack(body) {
		v.loops[len(v.loops)-1]++
	}
	v.walk(body)
	v.functions, v.loops = v.functions[:len(v.functions)-1], v.loops[:len(v.loops)-1]
}

func (v *variableCollector) loop(parts ...ast.Node) {
	if len(v.loops) == 0 {
		return
	}
	v.loops[len(v.loops)-1]++
	for _, part := range parts {
		if part != nil && !isNilNode(part) {
			v.walk(part)
		}
	}
	v.loops[len(v.loops)-1]--
}

// jumpsBack reports whether a function has a goto to a place before it.
func jumpsBack(body *ast.BlockStmt) bool {
	labels, back := map[string]bool{}, false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			labels[n.Label.Name] = true
		case *ast.BranchStmt:
			back = back || n.Tok == token.GOTO && labels[n.Label.Name]
		}
		return true
	})
	return back
}

// isNilNode finds nil pointers in interfaces, which ForStmt's parts are not
// but a missing body would be.
func isNilNode(n ast.Node) bool {
	b, ok := n.(*ast.BlockStmt)
	return ok && b == nil
}

// declared is the variable that a name declares.
func (v *variableCollector) declared(id *ast.Ident) *variable {
	o, _ := v.info.Defs[id].(*types.Var)
	return v.vars[o]
}

func (v *variableCollector) declare(o *types.Var) {
	if len(v.functions) == 0 || o.IsField() {
		return
	}
	d := v.vars[o]
	d.function = v.functions[len(v.functions)-1]
	d.inLoop = v.loops[len(v.loops)-1] > 0
}

func (v *variableCollector) ident(id *ast.Ident) {
	if o, ok := v.info.Defs[id].(*types.Var); ok {
		v.declare(o)
		return
	}
	if d := v.vars[v.variable(id)]; d != nil && v.elsewhere(d) {
		d.captured = true
	}
}

// elsewhere reports whether the current function is not the one that declares
// the variable.
func (v *variableCollector) elsewhere(d *variable) bool {
	return d.function != nil && len(v.functions) > 0 && v.functions[len(v.functions)-1] != d.function
}

func (v *variableCollector) variable(id *ast.Ident) *types.Var {
	o, _ := v.info.Uses[id].(*types.Var)
	return o
}

// write notes an assignment to a variable, or to a field or an element that is
// part of it.
func (v *variableCollector) write(left ast.Expr) {
	if d := v.vars[rootVariable(v.info, left)]; d != nil {
		d.writes++
		d.written = d.written || v.elsewhere(d)
	}
}

func (v *variableCollector) address(x ast.Expr) {
	if d := v.vars[rootVariable(v.info, x)]; d != nil {
		d.address = true
	}
}

// rootVariable is the variable that an expression is, or is a part of; nil if it
// lies behind a pointer, slice or map, or is declared here.
func rootVariable(info *types.Info, x ast.Expr) *types.Var {
	for {
		switch y := x.(type) {
		case *ast.ParenExpr:
			x = y.X
		case *ast.Ident:
			o, _ := info.Uses[y].(*types.Var)
			return o
		case *ast.SelectorExpr:
			s := info.Selections[y]
			if s == nil || s.Kind() != types.FieldVal || s.Indirect() {
				return nil
			}
			x = y.X
		case *ast.IndexExpr:
			if _, ok := info.TypeOf(y.X).Underlying().(*types.Array); !ok {
				return nil
			}
			x = y.X
		default:
			return nil
		}
	}
}
