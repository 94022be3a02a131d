package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
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
		x.use(s.Pos(), "send to %s", x.plain(x.info.TypeOf(s.Chan)))
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
		x.launch(s.Call, "go")
	case *ast.DeferStmt:
		x.launch(s.Call, "defer")
	case *ast.ReturnStmt:
		x.returns(s)
	case *ast.BranchStmt:
		x.branch(s)
	case *ast.LabeledStmt:
		x.labeled(s)
	default:
		x.control(s)
	}
}

// returns: values for named results are a construct of their own, since the
// results are variables that deferred functions see.
func (x *examiner) returns(s *ast.ReturnStmt) {
	results := x.current().signature.Results()
	named := ""
	if results.Len() > 0 && results.At(0).Name() != "" {
		named = " of named results"
	}
	x.order(s.Results...)
	switch {
	case len(s.Results) == 0:
		x.use(s.Pos(), "return without values%s", named)
	case len(s.Results) != results.Len():
		x.use(s.Pos(), "return of %s with several values%s", x.kind(s.Results[0]), named)
		x.expression(s.Results[0])
	default:
		for i, r := range s.Results {
			if named != "" || len(s.Results) > 1 {
				one := "return"
				if len(s.Results) > 1 {
					one = "return of several values, one"
				}
				if i > 0 && strings.HasPrefix(x.kind(r), "a call of ") { // a builtin
					one += " after the first"
				}
				x.use(r.Pos(), "%s of %s%s", one, x.kind(r), named)
			}
			if named != "" && x.readsAny(r, results, i) {
				x.use(r.Pos(), "return of a named result as another one")
			}
			x.flow(r, results.At(i).Type(), "result")
		}
	}
}

// readsAny reports whether an expression reads one of the results before
// number n: yaegi has set that by then.
func (x *examiner) readsAny(e ast.Expr, results *types.Tuple, n int) bool {
	found := false
	ast.Inspect(e, func(node ast.Node) bool {
		if id, ok := node.(*ast.Ident); ok {
			for i := range n {
				found = found || x.info.Uses[id] == results.At(i)
			}
		}
		return !found
	})
	return found
}

// launch examines go and defer. yaegi evaluates what they call, and the
// arguments, late; only a literal without parameters, and calls of what cannot
// change in between, are told apart here.
func (x *examiner) launch(call *ast.CallExpr, word string) {
	in := ""
	if x.current().loops > 0 {
		in = " in a loop"
	}
	x.order(call)
	if f, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		x.use(call.Pos(), "%s of a function literal with %s%s", word, count(len(call.Args), "argument"), in)
		x.deferring = word == "defer"
		x.literal(f, "after "+word)
		x.arguments(call, f.Type.Pos())
		return
	}
	steady := "what may change"
	if x.steady(call.Fun) || x.callee(call) == "a function" {
		steady = "what does not change"
	}
	x.use(call.Pos(), "%s of %s on %s%s", word, x.callee(call), steady, in)
	if word == "defer" {
		x.deferredCall(call, x.current())
	}
	for _, arg := range call.Args {
		if word == "go" && x.callee(call) == "a function" {
			break // these are evaluated in time
		}
		steady := "may change"
		if x.steady(arg) {
			steady = "does not change"
		}
		x.use(arg.Pos(), "argument of %s that is %s and %s%s", word, x.kind(arg), steady, in)
	}
	x.expression(call)
}

// deferredCall examines a call that is made while a function ends. yaegi holds
// a lock of the function then, which every closure that it made takes when it is
// done: whoever waits for one waits forever.
func (x *examiner) deferredCall(call *ast.CallExpr, in *function) {
	if tv := x.info.Types[call.Fun]; tv.IsType() {
		return
	} else if tv.IsBuiltin() {
		if builtinName(call.Fun) == "panic" {
			x.use(call.Pos(), "panic in a deferred function")
		}
		return
	}
	where := ""
	if in.closures {
		where = " in a function that makes closures"
	}
	callee := x.effects.callee(call)
	switch {
	case x.libraryCallee(call) != "":
		x.use(call.Pos(), "deferred call of the library%s", where)
	case callee == types.Object(unknown):
		x.use(call.Pos(), "deferred call of a function value%s", where)
	case x.effects.reachesUnknown(callee, map[types.Object]bool{}):
		x.use(call.Pos(), "deferred call of a function that may call function values%s", where)
	default:
		x.use(call.Pos(), "deferred call of a function of the program%s", where)
	}
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
	if s.Tok == token.BREAK {
		what += " in " + x.breakContext(s)
	}
	if s.Tok == token.GOTO {
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
	case back && x.current().literals:
		return " back in a function with function literals or defer"
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

// breakContext says what statements lie between a break and the statement that
// it leaves: a break out of a select is one of the things that yaegi misses.
func (x *examiner) breakContext(s *ast.BranchStmt) string {
	context := ""
	for _, n := range pathTo(x.current().body, s) {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			context += "loop "
		case *ast.SwitchStmt, *ast.TypeSwitchStmt:
			context += "switch "
		case *ast.SelectStmt:
			context += "select "
			if hasDefault(n.Body) {
				context += "with default "
			}
		}
	}
	return context
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
