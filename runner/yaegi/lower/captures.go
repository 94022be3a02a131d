package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"

	"bothends/runner/yaegi/host"
)

// captures gives function literals what they use of the functions around them
// as parameters: those of a function that makes the literal, or, of a literal that
// is called where it stands, its own.
//
//	f := func(i int) int { return i + n }        f := func(n int) func(i int) int { return func(i int) int { return i + n } }(n)
//	func() { c.Close() }()                       func(c net.Conn) { c.Close() }(c)
//
// For yaegi that makes three differences. A variable is then, to each literal,
// what it was when the literal was made; all rounds of a loop have one variable
// otherwise. A closure that is done locks the frame of the function that made it,
// and puts back what was in its place there before; this frame is nobody else's
// now. And no two goroutines have a frame in common.
//
// It comes after cells, and leaves alone literals that use a variable that
// still changes, or whose type cannot be written.
func captures(w *rewriter) {
	_, all := w.locals()
	all = maps.Clone(all)
	w.implicits(all)
	makers := map[*ast.FuncLit]bool{} // literals that are called and do nothing but make another
	w.walk(func(n ast.Node, within []ast.Node) {
		f, ok := n.(*ast.FuncLit)
		if !ok || enclosing(within) == nil || w.isRun(f) {
			return
		}
		switch called, how := calledAt(f, within); {
		case called == nil && makers[parentLiteral(within)] && w.isSoleResult(f, within):
			// made by the function around, and nothing but what that was given is there
		case how == "go":
			w.launch(f, within, all)
		case called == nil:
			w.make(f, all)
		default:
			if isMaker(f) {
				makers[f] = true
			}
			w.give(f, called, all)
		}
	})
}

// implicits adds the variables that the clauses of type switches declare.
func (w *rewriter) implicits(all map[*types.Var]*local) {
	known := len(all)
	w.walk(func(n ast.Node, within []ast.Node) {
		if v, ok := w.Info.Implicits[n].(*types.Var); ok && enclosing(within) != nil {
			all[v] = &local{function: enclosing(within)}
		}
	})
	if len(all) == known {
		return
	}
	w.walk(func(n ast.Node, within []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		if v, ok := w.Info.Uses[id].(*types.Var); ok && all[v] != nil && all[v].name == nil {
			write, address := w.access(id, within)
			all[v].uses = append(all[v].uses, use{id, nil, write, address})
		}
	})
}

// isRun reports whether a literal is what defers deferred, which has to be in the
// frame of the function itself.
func (w *rewriter) isRun(f *ast.FuncLit) bool {
	if len(f.Body.List) == 0 {
		return false
	}
	s, ok := f.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := s.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := w.libraryFunction(call) // methods of the program may be called Run, too
	return fn != nil && fn.Pkg().Path() == host.Path && fn.Name() == "Run"
}

// calledAt is the call of a literal where it stands, and go or defer if that is
// how.
func calledAt(f *ast.FuncLit, within []ast.Node) (call *ast.CallExpr, how string) {
	call, ok := within[len(within)-1].(*ast.CallExpr)
	if !ok || call.Fun != ast.Expr(f) {
		return nil, ""
	}
	switch within[len(within)-2].(type) {
	case *ast.GoStmt:
		return call, "go"
	case *ast.DeferStmt:
		return call, "defer"
	}
	return call, ""
}

// isMaker reports whether all that a literal does is to return another.
func isMaker(f *ast.FuncLit) bool {
	if len(f.Body.List) != 1 {
		return false
	}
	r, ok := f.Body.List[0].(*ast.ReturnStmt)
	return ok && len(r.Results) == 1 && isFuncLit(r.Results[0])
}

// makesLiteral reports whether a call is of a literal that returns another, as rewritings make it,
// perhaps after a check of what it is given.
func makesLiteral(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.FuncLit)
	if !ok || len(f.Body.List) == 0 {
		return false
	}
	if _, checks := f.Body.List[0].(*ast.IfStmt); checks && len(f.Body.List) == 2 {
		f = &ast.FuncLit{Type: f.Type, Body: &ast.BlockStmt{List: f.Body.List[1:]}}
	}
	return isMaker(f)
}

func parentLiteral(within []ast.Node) *ast.FuncLit {
	f, _ := enclosing(within).(*ast.FuncLit)
	return f
}

func (w *rewriter) isSoleResult(f *ast.FuncLit, within []ast.Node) bool {
	_, ok := within[len(within)-1].(*ast.ReturnStmt)
	return ok
}

// make has a literal made by a function of its own.
func (w *rewriter) make(f *ast.FuncLit, all map[*types.Var]*local) {
	params, args, ok := w.captured(f, all)
	if !ok {
		return
	}
	w.insert(f.Pos(), fmt.Sprintf("func(%s) %s { return ", params, w.inLine(f.Type)))
	w.insert(f.End(), fmt.Sprintf(" }(%s)", args))
}

// launch has a literal made before the go statement that calls it.
//
//	go func(i int) { use(i, n) }(1)        lowered1 := func(n int) func(i int) { … }(n); go lowered1(1)
//
// The value of a call would not do: yaegi looks at it when the goroutine runs.
func (w *rewriter) launch(f *ast.FuncLit, within []ast.Node, all map[*types.Var]*local) {
	s := within[len(within)-2]
	params, args, ok := w.captured(f, all)
	if !ok || !inList(within[:len(within)-2]) {
		return
	}
	name := w.name()
	open, end := w.scopeFor(within)
	w.replace(s.Pos(), f.Pos(), fmt.Sprintf("%s%s := func(%s) %s { return ", open, name, params, w.inLine(f.Type)))
	w.insert(f.End(), fmt.Sprintf(" }(%s); go %s", args, name))
	if end != "" {
		w.insert(s.End(), end)
	}
}

// give hands a literal that is called what it uses.
func (w *rewriter) give(f *ast.FuncLit, call *ast.CallExpr, all map[*types.Var]*local) {
	params, args, ok := w.captured(f, all)
	if !ok || params == "" {
		return
	}
	if len(call.Args) == 1 && isTuple(w.Info.TypeOf(call.Args[0])) {
		w.make(f, all)
		return
	}
	if len(call.Args) > 0 {
		args += ", "
	}
	if f.Type.Params.NumFields() > 0 {
		params += ", "
	}
	w.insert(f.Type.Params.Opening+1, params)
	w.insert(call.Lparen+1, args)
}

// captured is what a literal uses of the functions around, as parameters and as
// arguments.
func (w *rewriter) captured(f *ast.FuncLit, all map[*types.Var]*local) (params, args string, ok bool) {
	seen := map[*types.Var]bool{}
	ok = true
	ast.Inspect(f, func(n ast.Node) bool {
		id, is := n.(*ast.Ident)
		if !is {
			return true
		}
		v, is := w.Info.Uses[id].(*types.Var)
		if !is || v.IsField() || v.Parent() == w.Package.Scope() || v.Pkg() != w.Package || seen[v] || declaredIn(f, v, all[v]) {
			return true
		}
		seen[v] = true
		text, spelled := "", false
		if l := all[v]; l != nil && l.fixed() && !l.inClauseOf(f) {
			text, spelled = w.typeText(v.Type(), w.file(f), f.Pos())
		}
		if !spelled {
			ok = false
		}
		if params != "" {
			params, args = params+", ", args+", "
		}
		params, args = params+v.Name()+" "+text, args+v.Name()
		return true
	})
	return params, args, ok
}

// declaredIn reports whether a literal declares a variable itself, or one within
// it does.
func declaredIn(f *ast.FuncLit, v *types.Var, l *local) bool {
	return l != nil && contains(f, l.function) || f.Pos() <= v.Pos() && v.Pos() < f.End()
}

// inClauseOf reports whether a literal stands in the clause of the loop that
// declares the variable.
func (l *local) inClauseOf(f ast.Node) bool {
	loop := l.loop()
	return loop != nil && !contains(loop.Body, f)
}
