package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/yaegi/lower"
)

func (x *examiner) block(b *ast.BlockStmt) {
	x.list(b.List)
}

func (x *examiner) list(list []ast.Stmt) {
	for _, s := range list {
		x.statement(s)
	}
}

func (x *examiner) statement(s ast.Stmt) {
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
	case *ast.BlockStmt:
		x.use(s.Pos(), "block")
		x.block(s)
	case *ast.ExprStmt:
		x.use(s.Pos(), "statement: %s", x.kind(s.X))
		x.order(s.X)
		x.expression(s.X)
	case *ast.SendStmt:
		x.channel(s.Pos(), "send to", x.info.TypeOf(s.Chan))
		x.order(s.Chan, s.Value)
		x.operand(s.Chan, "channel of a send")
		if c, ok := x.info.TypeOf(s.Chan).Underlying().(*types.Chan); ok { // a type parameter is refused as such
			x.flow(s.Value, c.Elem(), "send")
		}
	case *ast.IncDecStmt:
		x.update(s.X, nil, s.Tok)
	case *ast.AssignStmt:
		x.assignment(s)
	case *ast.DeclStmt:
		d := s.Decl.(*ast.GenDecl)
		for _, spec := range d.Specs {
			x.spec(spec, d.Tok, "local ")
		}
	case *ast.GoStmt:
		x.launch(s.Call)
	case *ast.DeferStmt:
		x.deferred(s)
	case *ast.ReturnStmt:
		x.current().returning = true
		x.returns(s)
		x.current().returning = false
	case *ast.BranchStmt:
		x.branch(s)
	case *ast.LabeledStmt:
		x.labeled(s)
	default:
		x.control(s)
	}
}

// channel examines what is done with a channel: its direction, and what it
// carries, are two things.
func (x *examiner) channel(at token.Pos, what string, t types.Type) {
	if c, ok := t.Underlying().(*types.Chan); ok {
		x.use(at, "%s a %s", what, [...]string{"channel", "send-only channel", "receive-only channel"}[c.Dir()])
		x.use(at, "%s a channel of type %s", what, x.element(c.Elem()))
		return
	}
	x.use(at, "%s %s", what, x.plain(t))
}

func (x *examiner) returns(s *ast.ReturnStmt) {
	results := x.current().signature.Results()
	x.order(s.Results...)
	for _, r := range s.Results {
		x.returnedFunction(r)
	}
	switch {
	case len(s.Results) == 0:
		x.use(s.Pos(), "return without values")
	case len(s.Results) != results.Len():
		x.use(s.Pos(), "return of %s with several values", x.kind(s.Results[0]))
		for i, v := range values(x.info.TypeOf(s.Results[0])) {
			x.became(s.Pos(), v, results.At(i).Type())
		}
		x.expression(s.Results[0])
	default:
		for i, r := range s.Results {
			if len(s.Results) > 1 {
				one := "return of several values, one"
				if i > 0 && strings.HasPrefix(x.kind(r), "a call of ") { // a builtin
					one += " after the first"
				}
				x.use(r.Pos(), "%s of %s", one, x.kind(r))
				if x.isFieldCalled(r) {
					x.use(r.Pos(), "return of several values, one from a function in a field")
				}
			}
			x.flow(r, results.At(i).Type(), "result")
		}
	}
}

// isFieldCalled reports whether an expression is a call of a function that is in a field.
func (x *examiner) isFieldCalled(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && x.info.Selections[sel] != nil && x.info.Selections[sel].Kind() == types.FieldVal
}

// values are the types of the several values of a call.
func values(t types.Type) []types.Type {
	var list []types.Type
	if tuple, ok := t.(*types.Tuple); ok {
		for v := range tuple.Variables() {
			list = append(list, v.Type())
		}
	}
	return list
}

// launch examines go. yaegi evaluates what it calls, and the arguments, late;
// only calls of what cannot change in between are told apart here.
func (x *examiner) launch(call *ast.CallExpr) {
	in := ""
	if x.current().loops > 0 {
		in = " in a loop"
	}
	x.order(call)
	if f, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		x.use(call.Pos(), "go of a function literal")
		x.literal(f, false)
		x.arguments(call, f.Type.Pos())
		return
	}
	steady := "what may change"
	if x.steady(call.Fun) || x.callee(call) == "a function" {
		steady = "what does not change"
	}
	x.use(call.Pos(), "go of %s on %s%s", x.callee(call), steady, in)
	for _, arg := range call.Args {
		if x.callee(call) == "a function" || x.callee(call) == "a variable" {
			break // these are evaluated in time
		}
		steady := "may change"
		if x.steady(arg) {
			steady = "does not change"
		}
		x.use(arg.Pos(), "argument of go that is %s and %s%s", x.kind(arg), steady, in)
	}
	x.expression(call)
}

// steady reports whether an expression is sure to have the same value later.
func (x *examiner) steady(e ast.Expr) bool {
	if x.info.Types[e].Value != nil || x.info.Types[e].IsNil() {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		switch o := x.info.Uses[e].(type) {
		case *types.Func, *types.Builtin, *types.PkgName:
			return true
		case *types.Var:
			v := x.vars[o]
			return v != nil && v.function != nil && v.fixed()
		}
	case *ast.SelectorExpr:
		s := x.info.Selections[e]
		if s == nil { // of a package: functions, and variables such as os.Stdout
			return true
		}
		if s.Kind() == types.MethodVal && len(s.Index()) == 1 {
			return x.steady(e.X)
		}
	}
	return false
}

func (x *examiner) branch(s *ast.BranchStmt) {
	what := s.Tok.String()
	if s.Label != nil {
		what += " to a label"
	}
	switch s.Tok {
	case token.BREAK:
		what += " of " + x.leaves(s)
	case token.CONTINUE:
		if x.continuesThroughSelect(s) {
			what += " through a select"
		}
	case token.GOTO:
		what += x.direction(s)
	}
	x.use(s.Pos(), "%s", what)
}

// direction: a jump back makes a loop, which is one more place where closures
// share variables. One forward out of a select and the loop around it, within a
// further loop, spoils what yaegi does in the next round of that.
func (x *examiner) direction(s *ast.BranchStmt) string {
	for _, n := range pathTo(x.current().body, s) {
		if l, ok := n.(*ast.LabeledStmt); ok && l.Label.Name == s.Label.Name {
			return " back, from within"
		}
	}
	if x.leavesSelectAndLoop(s) {
		return " forward, out of a select and a loop, within a loop"
	}
	back := false
	ast.Inspect(x.current().body, func(n ast.Node) bool {
		l, ok := n.(*ast.LabeledStmt)
		back = back || ok && l.Label.Name == s.Label.Name && l.Pos() < s.Pos()
		return true
	})
	switch {
	case back:
		return " back"
	}
	return " forward"
}

// leavesSelectAndLoop reports whether a jump leaves a select and a loop, to a
// label in a further loop.
func (x *examiner) leavesSelectAndLoop(s *ast.BranchStmt) bool {
	var label []ast.Node
	ast.Inspect(x.current().body, func(n ast.Node) bool {
		if l, ok := n.(*ast.LabeledStmt); ok && l.Label.Name == s.Label.Name {
			label = pathTo(x.current().body, l)
		}
		return true
	})
	left := map[string]bool{}
	for i, n := range pathTo(x.current().body, s) {
		stays := i < len(label) && label[i] == n
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			left["stays in a loop"] = left["stays in a loop"] || stays
			left["loop"] = left["loop"] || !stays
		case *ast.SelectStmt:
			left["select"] = left["select"] || !stays
		}
	}
	return left["select"] && left["loop"] && left["stays in a loop"]
}

// leaves names the statement that a break leaves, and says whether a select is on
// the way: that is one of the things that yaegi misses. What else is there does not
// matter; yaegi knows the target when it reads the program.
func (x *examiner) leaves(s *ast.BranchStmt) string {
	path := pathTo(x.current().body, s)
	through := ""
	for i := len(path) - 1; i >= 0; i-- {
		kind := ""
		switch path[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			kind = "a loop"
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			kind = "a switch"
		case *ast.SelectStmt:
			kind = "a select"
		default:
			continue
		}
		l, labeled := path[max(i-1, 0)].(*ast.LabeledStmt)
		if s.Label == nil || labeled && l.Label.Name == s.Label.Name {
			return kind + through
		}
		if kind == "a select" {
			through = " through a select"
		}
	}
	return "something else"
}

// returnedFunction examines a result. If that is a function, or several values with one among
// them, yaegi takes its type for a generic function's from then on, unless it comes from a
// variable or from a function that has a name.
func (x *examiner) returnedFunction(e ast.Expr) {
	list := values(x.info.TypeOf(e))
	if list == nil {
		list = []types.Type{x.info.TypeOf(e)}
	}
	from := lower.TakenFrom(e)
	_, isVariable := from.(*ast.Ident)
	_, isLiteral := from.(*ast.FuncLit) // whose result is of a type that no other is of, unless that has a name
	functions := slices.ContainsFunc(list, func(t types.Type) bool {
		_, ok := t.Underlying().(*types.Signature)
		if types.Unalias(t) == t.Underlying() {
			return ok && !isLiteral
		}
		return ok && x.isOwn(t)
	})
	if functions && from != nil && !isVariable {
		x.use(e.Pos(), "function that comes from something else than a variable, and is returned")
	}
}

// continuesThroughSelect reports whether a continue stands in a select that the
// loop which it continues is around.
func (x *examiner) continuesThroughSelect(s *ast.BranchStmt) bool {
	path := pathTo(x.current().body, s)
	through := false
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i].(type) {
		case *ast.SelectStmt:
			through = true
		case *ast.ForStmt, *ast.RangeStmt:
			l, labeled := path[max(i-1, 0)].(*ast.LabeledStmt)
			if s.Label == nil || labeled && l.Label.Name == s.Label.Name {
				return through
			}
		}
	}
	return through
}

func hasDefault(b *ast.BlockStmt) bool {
	for _, s := range b.List {
		switch s := s.(type) {
		case *ast.CommClause:
			if s.Comm == nil {
				return true
			}
		case *ast.CaseClause:
			if s.List == nil {
				return true
			}
		}
	}
	return false
}

// pathTo is the nodes from root to a node, without it.
func pathTo(root, to ast.Node) []ast.Node {
	var path []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil || to.Pos() < n.Pos() || to.End() > n.End() || n == to {
			return false
		}
		if _, ok := n.(*ast.FuncLit); ok {
			path = nil
		}
		path = append(path, n)
		return true
	})
	return path
}

func (x *examiner) labeled(s *ast.LabeledStmt) {
	switch s.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		x.use(s.Pos(), "label of a loop")
	case *ast.SwitchStmt, *ast.TypeSwitchStmt:
		x.use(s.Pos(), "label of a switch")
	case *ast.SelectStmt:
		x.use(s.Pos(), "label of a select")
	default:
		x.use(s.Pos(), "label of a plain statement")
	}
	x.statement(s.Stmt)
}
