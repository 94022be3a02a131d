package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// defers keeps deferred calls in a list of the host's, which a single deferred
// function runs. yaegi evaluates late what they are about, holds a lock while it
// makes them, and leaves out the rest if one panics.
//
//	func f() {                    func f() { lowered1 := loweredhost.NewDefers(); defer func() { lowered1.Run(recover()) }();
//		defer use(x)              	lowered2 := x; lowered1.PushCall(func() { use(lowered2) })
//		defer func() {            	lowered1.Push(func() {
//			recover()             		lowered1.Recover()
//		}()                       	})
//	}                             }
//
// A declared function that calls recover and is only ever deferred is told whose
// deferred calls it is one of. Where a function defers something that cannot be
// rewritten, all of it is left alone.
func defers(w *rewriter) {
	functions := map[ast.Node][]deferred{}
	w.walk(func(n ast.Node, within []ast.Node) {
		if s, ok := n.(*ast.DeferStmt); ok {
			f := enclosing(within)
			functions[f] = append(functions[f], deferred{s, append([]ast.Node(nil), within...)})
		}
	})
	recovering := w.recovering()
	for f, statements := range functions {
		if w.deferrable(statements) && w.universal("recover", bodyOf(f).Lbrace+1) {
			continue
		}
		for _, s := range statements {
			delete(recovering, w.called(s.Call))
		}
		delete(functions, f)
	}
	w.walk(func(n ast.Node, _ []ast.Node) {
		if fn, ok := n.(*ast.FuncDecl); ok && recovering[w.Info.Defs[fn.Name]] != nil {
			w.tell(fn)
		}
		if statements := functions[n]; len(statements) > 0 {
			d := w.name()
			w.insert(bodyOf(n).Lbrace+1, fmt.Sprintf(" %s := %s.NewDefers(); defer func() { %s.Run(recover()) }(); ", d, w.host(w.file(n)), d))
			for _, s := range statements {
				w.push(d, s, recovering)
			}
		}
	})
}

// A deferred call, and what it lies within.
type deferred struct {
	*ast.DeferStmt
	within []ast.Node
}

func bodyOf(f ast.Node) *ast.BlockStmt {
	switch f := f.(type) {
	case *ast.FuncDecl:
		return f.Body
	case *ast.FuncLit:
		return f.Body
	}
	return nil
}

// deferrable reports whether all deferred calls of a function can be pushed.
func (w *rewriter) deferrable(statements []deferred) bool {
	for _, s := range statements {
		if !inList(s.within) {
			return false
		}
		if f, ok := s.Call.Fun.(*ast.FuncLit); ok {
			if w.isRun(f) || f.Type.Results.NumFields() > 0 && len(s.Call.Args) > 0 {
				return false
			}
			continue
		}
		names := w.names
		_, ok := w.takeApart(s.Call, "")
		w.names = names
		if !ok || isFuncLit(s.Call.Fun) {
			return false
		}
	}
	return true
}

// push replaces a defer statement.
func (w *rewriter) push(d string, s deferred, recovering map[types.Object]*ast.FuncDecl) {
	if f, ok := s.Call.Fun.(*ast.FuncLit); ok {
		w.pushLiteral(d, s, f)
		return
	}
	first := ""
	if f := recovering[w.called(s.Call)]; f != nil {
		first = d
	}
	c, _ := w.takeApart(s.Call, first)
	what := fmt.Sprintf("Call(func() { %s })", c.later)
	if value := strings.TrimSuffix(c.later, "()"); len(c.now) == 1 && isIntroduced(value) && isAction(w.Info.TypeOf(s.Call.Fun)) {
		what = "(" + value + ")"
	}
	c.write(w, s, s.within, d+".Push"+what)
}

// isIntroduced reports whether a text is a name that rewriting introduced.
func isIntroduced(text string) bool {
	return strings.HasPrefix(text, Prefix) && token.IsIdentifier(text)
}

// isAction reports whether a function has neither parameters nor results.
func isAction(t types.Type) bool {
	s, ok := t.Underlying().(*types.Signature)
	return ok && s.Params().Len()+s.Results().Len() == 0
}

// pushLiteral leaves a literal where it is. Its arguments go to a function that
// makes it.
func (w *rewriter) pushLiteral(d string, s deferred, f *ast.FuncLit) {
	switch {
	case f.Type.Results.NumFields() > 0:
		w.replace(s.Pos(), f.Pos(), d+".PushCall(func() { ")
		w.insert(s.End(), " })")
	case f.Type.Params.NumFields() > 0:
		w.replace(s.Pos(), f.Pos(), d+".Push(")
		w.insert(f.Type.End(), " func() { return func()")
		w.insert(f.End(), " }")
		w.insert(s.End(), ")")
	default:
		w.replace(s.Pos(), f.Pos(), d+".Push(")
		w.replace(s.Call.Lparen, s.End(), ")")
	}
	w.recovers(f, func(call *ast.CallExpr) { w.replace(call.Fun.Pos(), call.Fun.End(), d+".Recover") })
}

// recovers visits the calls of recover that a function itself makes.
func (w *rewriter) recovers(f ast.Node, visit func(*ast.CallExpr)) {
	ast.Inspect(bodyOf(f), func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			id, ok := call.Fun.(*ast.Ident)
			if ok && w.Info.Uses[id] == types.Universe.Lookup("recover") {
				visit(call)
			}
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
}

// called is the declared function or method that is called.
func (w *rewriter) called(call *ast.CallExpr) types.Object {
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	}
	if fn, ok := w.Info.Uses[id].(*types.Func); ok {
		return fn.Origin()
	}
	return nil
}

// recovering are the declared functions that call recover and are deferred
// wherever they are mentioned.
func (w *rewriter) recovering() map[types.Object]*ast.FuncDecl {
	found := map[types.Object]*ast.FuncDecl{}
	w.walk(func(n ast.Node, _ []ast.Node) {
		if f, ok := n.(*ast.FuncDecl); ok && f.Body != nil && f.Type.TypeParams == nil {
			w.recovers(f, func(*ast.CallExpr) { found[w.Info.Defs[f.Name]] = f })
		}
	})
	if len(found) == 0 {
		return found
	}
	deferred := map[types.Object]bool{}
	defer func() {
		for fn := range found {
			if !deferred[fn] {
				delete(found, fn)
			}
		}
	}()
	w.walk(func(n ast.Node, within []ast.Node) {
		if s, ok := n.(*ast.DeferStmt); ok {
			deferred[w.called(s.Call)] = true
		}
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		if fn, ok := w.Info.ObjectOf(id).(*types.Func); ok && (w.isInterfaceMethodNamed(fn, found) || found[fn.Origin()] != nil && w.Info.Defs[id] == nil && !w.isDeferred(id, within)) {
			for o := range found {
				if o.Name() == fn.Name() {
					delete(found, o)
				}
			}
		}
	})
	return found
}

// isInterfaceMethodNamed reports whether a function is a method of an interface
// and has the name of one that was found.
func (w *rewriter) isInterfaceMethodNamed(fn *types.Func, found map[types.Object]*ast.FuncDecl) bool {
	if recv := fn.Signature().Recv(); recv == nil || !types.IsInterface(recv.Type()) {
		return false
	}
	for o := range found {
		if o.Name() == fn.Name() {
			return true
		}
	}
	return false
}

// isDeferred reports whether a name is that of a function that is deferred.
func (w *rewriter) isDeferred(id *ast.Ident, within []ast.Node) bool {
	at := len(within) - 1
	if sel, ok := within[at].(*ast.SelectorExpr); ok && sel.Sel == id {
		at--
	}
	call, ok := within[at].(*ast.CallExpr)
	if !ok || !contains(call.Fun, id) {
		return false
	}
	s, ok := within[at-1].(*ast.DeferStmt)
	return ok && s.Call == call && inList(within[:at-1])
}

// tell gives a function that recovers the list of deferred calls that it is of.
func (w *rewriter) tell(f *ast.FuncDecl) {
	d := w.name()
	param := fmt.Sprintf("%s *%s.Defers", d, w.host(w.file(f)))
	if f.Type.Params.NumFields() > 0 {
		param += ", "
	}
	w.insert(f.Type.Params.Opening+1, param)
	w.recovers(f, func(call *ast.CallExpr) { w.replace(call.Fun.Pos(), call.Fun.End(), d+".Recover") })
}
