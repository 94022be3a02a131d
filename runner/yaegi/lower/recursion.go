package lower

import (
	"go/ast"
	"go/types"

	"bothends/runner/gocheck"
)

// recursion puts the functions of a type that refers to itself into structs: yaegi
// makes types by reflection, which cannot make that one, and it does not end.
//
//	type State func(*Lexer) State      type State struct { lowered1 func(*Lexer) *State }
//	return word                        return (&State{word})
//	s = s(l)                           s = s.lowered1(l)
//
// It leaves a type alone if its values come from variables of other function types,
// which may be nil, or become such, or go into an interface, which would tell.
func recursion(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || len(w.edits) > 0 || spec.Assign.IsValid() || spec.TypeParams != nil {
			return
		}
		if _, isFunc := spec.Type.(*ast.FuncType); !isFunc {
			return
		}
		named, ok := w.Info.Defs[spec.Name].Type().(*types.Named)
		if !ok || !leadsTo(named.Underlying(), named) {
			return
		}
		if w.structFor(spec, named) && w.compiles() {
			return
		}
		w.edits = nil
	})
}

// compiles reports whether the program does with the edits made.
func (w *rewriter) compiles() bool {
	_, problems := w.Again(gocheck.Changed(w.Sources, w.changes()), given())
	return len(problems) == 0
}

// structFor makes the edits for one type; they are not all if it is to be left alone.
func (w *rewriter) structFor(spec *ast.TypeSpec, named *types.Named) bool {
	field, possible := w.name(), true
	isIt := func(t types.Type) bool { return t != nil && types.Identical(t, named) }
	w.insert(spec.Type.Pos(), "struct{ "+field+" ")
	w.insert(spec.Type.End(), " }")
	converted := map[*ast.CallExpr]bool{}
	w.conversionsTo(isIt, func(c conversion) {
		possible = possible && w.isFunction(c.expr)
		w.insert(c.expr.Pos(), "(&"+spec.Name.Name+"{")
		w.insert(c.expr.End(), "})")
		if c.call != nil && w.Info.Types[c.call.Fun].IsType() {
			w.replace(c.call.Pos(), c.call.Lparen, "")
			converted[c.call] = true
		}
	})
	w.conversionsTo(types.IsInterface, func(c conversion) {
		possible = possible && !leadsTo(w.Info.TypeOf(c.expr), named)
	})
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.Ident:
			possible = possible && w.pointTo(n, within, named, converted)
		case *ast.CallExpr:
			if isIt(w.Info.TypeOf(n.Fun)) && !w.Info.Types[n.Fun].IsType() {
				possible = possible && w.isCalledPlainly(n, within)
				w.insert(n.Fun.End(), "."+field)
			}
		}
	})
	return possible
}

// pointTo makes a pointer of a mention of the type.
func (w *rewriter) pointTo(id *ast.Ident, within []ast.Node, named *types.Named, converted map[*ast.CallExpr]bool) bool {
	if w.Info.Uses[id] != named.Obj() {
		return true
	}
	switch outer := within[len(within)-1].(type) {
	case *ast.CallExpr:
		if outer.Fun == id {
			if !converted[outer] {
				w.replace(id.Pos(), id.End(), "(*"+id.Name+")")
			}
			return true
		}
	case *ast.TypeSpec, *ast.ParenExpr, *ast.SelectorExpr:
		return false
	case *ast.StarExpr:
		if _, isReceiver := within[len(within)-2].(*ast.Field); isReceiver && len(within) > 3 {
			if f, ok := within[len(within)-4].(*ast.FuncDecl); ok && f.Recv == within[len(within)-3] {
				return false
			}
		}
	}
	_, shadow := w.scope(id.Pos()).LookupParent(id.Name, id.Pos())
	w.insert(id.Pos(), "*")
	return shadow == named.Obj()
}

// isFunction holds for what is a function and never nil.
func (w *rewriter) isFunction(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return true
	case *ast.Ident:
		_, ok := w.Info.Uses[e].(*types.Func)
		return ok
	case *ast.SelectorExpr:
		_, ok := w.Info.Uses[e.Sel].(*types.Func)
		return ok
	}
	return false
}

// isCalledPlainly holds for calls that do the same, if there is no function to call,
// whenever that is found out.
func (w *rewriter) isCalledPlainly(call *ast.CallExpr, within []ast.Node) bool {
	switch within[len(within)-1].(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return false
	}
	for _, arg := range call.Args {
		effects := false
		ast.Inspect(arg, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				effects = effects || !w.Info.Types[n.Fun].IsType()
			case *ast.UnaryExpr:
				effects = effects || n.Op.String() == "<-"
			case *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.TypeAssertExpr: // which may panic
				effects = true
			case *ast.FuncLit:
				return false
			}
			return !effects
		})
		if effects {
			return false
		}
	}
	return true
}

// leadsTo reports whether a type of the program has to do with another.
func leadsTo(t types.Type, to *types.Named) bool {
	seen := map[types.Type]bool{}
	var counts func(types.Type) bool
	counts = func(t types.Type) bool {
		switch t := t.(type) {
		case *types.Named:
			return t == to || t.Obj().Pkg() == to.Obj().Pkg() && mentions(t.Underlying(), seen, counts)
		case *types.Struct:
			for f := range t.Fields() {
				if mentions(f.Type(), seen, counts) {
					return true
				}
			}
		}
		return false
	}
	return mentions(t, seen, counts)
}
