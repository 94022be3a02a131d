package certify

import (
	"go/ast"
	"go/token"
	"go/types"

	"bothends/runner/yaegi/host"
)

// Package lower leaves one deferred function, which runs those that the program
// defers and then sets the results:
//
//	defer func() { d.Run(recover()); result = variable }()
//
// It alone has variables of the function around it. yaegi holds a lock of the
// function while it is executed, and has one frame for it and the function; so
// nothing else is known to be right there.

// deferred examines a defer statement.
func (x *examiner) deferred(s *ast.DeferStmt) {
	f := x.runner(s)
	if f == nil {
		x.use(s.Pos(), "defer")
		return
	}
	x.use(s.Pos(), "deferred calls that the host makes")
	for _, set := range f.Body.List[1:] {
		x.statement(set)
	}
}

// runner is the literal of a defer statement of this kind; nil for others.
func (x *examiner) runner(s *ast.DeferStmt) *ast.FuncLit {
	f, ok := s.Call.Fun.(*ast.FuncLit)
	if !ok || f.Type.Params.NumFields()+f.Type.Results.NumFields() > 0 || len(f.Body.List) == 0 {
		return nil
	}
	first, ok := f.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := first.X.(*ast.CallExpr)
	if !ok || x.libraryCallee(call) != "(*"+host.Path+".Defers).Run" || !isIdent(call.Fun.(*ast.SelectorExpr).X) {
		return nil
	}
	recovers, ok := call.Args[0].(*ast.CallExpr)
	if !ok || !x.info.Types[recovers.Fun].IsBuiltin() || builtinName(recovers.Fun) != "recover" {
		return nil
	}
	for _, set := range f.Body.List[1:] {
		if x.sets(set) == nil {
			return nil
		}
	}
	return f
}

func isIdent(e ast.Expr) bool {
	_, ok := e.(*ast.Ident)
	return ok
}

// sets is the result of the current function that a statement sets to a variable.
func (x *examiner) sets(s ast.Stmt) *types.Var {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok != token.ASSIGN || len(a.Lhs) != 1 || len(a.Rhs) != 1 || !isIdent(a.Lhs[0]) {
		return nil
	}
	if sel, ok := a.Rhs[0].(*ast.SelectorExpr); !isIdent(a.Rhs[0]) && (!ok || !isIdent(sel.X)) {
		return nil
	}
	set := x.variable(a.Lhs[0].(*ast.Ident))
	for result := range x.current().signature.Results().Variables() {
		if result == set {
			return set
		}
	}
	return nil
}

// namedResults: yaegi has the caller's place for them, from the beginning. So
// they may only be set in the end.
func (x *examiner) namedResults(s *types.Signature, body *ast.BlockStmt) {
	inEnd := map[*ast.Ident]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			if f := x.runner(d); f != nil {
				for _, set := range f.Body.List[1:] {
					inEnd[set.(*ast.AssignStmt).Lhs[0].(*ast.Ident)] = true
				}
			}
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	for result := range s.Results().Variables() {
		if result.Name() == "" {
			continue
		}
		other := false
		ast.Inspect(body, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			other = other || ok && x.info.Uses[id] == result && !inEnd[id]
			return !other
		})
		if other {
			x.found(body.Pos(), "a named result that is a variable:", result.Name())
		} else {
			x.use(body.Pos(), "a named result that is only set in the end")
		}
	}
}
