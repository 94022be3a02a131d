package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// assignment examines =, := and the operators. Several values at once are a
// construct of their own for each kind of value: where one of them is a composite
// literal yaegi loses the others.
func (x *examiner) assignment(s *ast.AssignStmt) {
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		x.update(s.Lhs[0], s.Rhs[0], s.Tok)
		return
	}
	x.order(append(x.reads(s.Lhs...), s.Rhs...)...)
	word := "assignment"
	if s.Tok == token.DEFINE {
		word = "definition"
	}
	if len(s.Lhs) != len(s.Rhs) {
		x.use(s.Pos(), "%s of several values of %s", word, x.kind(s.Rhs[0]))
		x.several(s, word)
		x.expression(s.Rhs[0])
		return
	}
	for i, right := range s.Rhs {
		if len(s.Rhs) > 1 {
			x.use(right.Pos(), "%s of several values, one %s, to %s%s", word, x.value(right), x.place(s.Lhs[i]), x.exchanged(x.leftType(s.Lhs[i], right)))
		} else {
			x.use(right.Pos(), "%s of %s to %s", word, x.value(right), x.place(s.Lhs[i]))
			x.use(right.Pos(), "%s to %s", word, x.target(s.Lhs[i]))
		}
		x.received(s.Lhs[i], right, word)
		x.appendsItself(s.Lhs[i], right)
		x.left(s.Lhs[i], s.Tok)
		x.flow(right, x.leftType(s.Lhs[i], right), word)
	}
}

// exchanged tells apart the types whose values yaegi keeps in another form on the
// way from one place to another: exchanging two of them may panic.
func (x *examiner) exchanged(t types.Type) string {
	if _, ok := t.Underlying().(*types.Signature); ok {
		return " of type func"
	}
	if isAny(t) && !isTypeParam(t) {
		return " of type any"
	}
	return ""
}

// appendsItself tells apart a variable that is appended to a slice within it: Go's compiler stores
// the longer slice first, and copies the variable then.
func (x *examiner) appendsItself(left, right ast.Expr) {
	call, ok := ast.Unparen(right).(*ast.CallExpr)
	root := rootVariable(x.info, left)
	if !ok || root == nil || identOf(left) != nil || !x.info.Types[call.Fun].IsBuiltin() || builtinName(call.Fun) != "append" {
		return
	}
	for _, arg := range call.Args[1:] {
		if id := identOf(arg); id != nil && x.info.Uses[id] == root {
			x.use(arg.Pos(), "append of a variable to a slice within it")
		}
	}
}

// received: yaegi puts what it receives from a channel in the place of the
// variable, not into it, and nothing can be assigned to it then.
func (x *examiner) received(left, right ast.Expr, word string) {
	id, ok := ast.Unparen(left).(*ast.Ident)
	if !ok || !isReceive(right) {
		return
	}
	o, _ := x.info.ObjectOf(id).(*types.Var)
	if v := x.vars[o]; v != nil && (v.writes > v.received || v.address) {
		x.use(right.Pos(), "%s of what is received to a variable that changes otherwise", word)
	}
}

// reads are the parts of what is assigned to that are read for it.
func (x *examiner) reads(left ...ast.Expr) []ast.Expr {
	var parts []ast.Expr
	for _, e := range left {
		e = ast.Unparen(e)
		base, inPlace := ast.Expr(nil), false
		switch e := e.(type) {
		case *ast.SelectorExpr:
			base, inPlace = e.X, !isPointer(x.info.TypeOf(e.X))
		case *ast.IndexExpr:
			parts = append(parts, e.Index)
			base, inPlace = e.X, isArray(x.info.TypeOf(e.X))
		case *ast.StarExpr:
			base = e.X
		default:
			continue
		}
		if inPlace { // it is written as well
			parts = append(parts, x.reads(base)...)
		} else {
			parts = append(parts, base)
		}
	}
	return parts
}

// several examines the left side of an assignment from one expression.
func (x *examiner) several(s *ast.AssignStmt, word string) {
	values, ok := x.info.TypeOf(s.Rhs[0]).(*types.Tuple)
	for i, left := range s.Lhs {
		x.use(left.Pos(), "%s of one of several values of %s to %s", word, x.kind(s.Rhs[0]), x.target(left))
		x.left(left, s.Tok)
		if ok && x.target(left) != "_" {
			from, to := values.At(i).Type(), x.leftType(left, nil)
			if !types.Identical(from, to) {
				x.became(left.Pos(), from, to)
			}
		}
	}
}

// became examines one of the several values of a call that takes another type.
func (x *examiner) became(pos token.Pos, from, to types.Type) {
	switch {
	case types.Identical(from, to):
	case types.IsInterface(to) && x.isOwn(from) && !isAny(from) && !(types.IsInterface(from) && x.isOwn(to)):
		x.use(pos, "several values of which one becomes an interface: %s as %s", x.class(from), x.class(to))
	default:
		x.use(pos, "%s as %s, one of several values", x.class(from), x.class(to))
	}
}

func (x *examiner) leftType(left, right ast.Expr) types.Type {
	if id, ok := left.(*ast.Ident); ok {
		if id.Name == "_" {
			if right == nil {
				return nil
			}
			return types.Default(x.info.TypeOf(right))
		}
		if o := x.info.ObjectOf(id); o != nil {
			return o.Type()
		}
	}
	return x.info.TypeOf(left)
}

// left examines what is assigned to.
func (x *examiner) left(e ast.Expr, tok token.Token) {
	if id, ok := e.(*ast.Ident); ok {
		if tok == token.DEFINE && x.info.Defs[id] != nil {
			x.use(e.Pos(), "variable of type %s", x.element(x.info.TypeOf(e)))
			x.binding(id)
		}
		return
	}
	x.expression(e)
}

// place is a target without its type.
func (x *examiner) place(e ast.Expr) string {
	place, _, _ := strings.Cut(x.target(e), " of type ")
	return place
}

// target is what kind of place is assigned to.
func (x *examiner) target(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if e.Name == "_" {
			return "_"
		}
		if x.info.Defs[e] != nil {
			return "a new variable"
		}
		v := x.vars[x.info.Uses[e].(*types.Var)]
		switch {
		case v == nil || v.function == nil:
			return "a package variable"
		case v.function != x.current().node:
			return "a variable of an outer function"
		}
		return "a variable"
	case *ast.SelectorExpr:
		return x.kind(e)
	case *ast.IndexExpr, *ast.StarExpr:
		return x.kind(e.(ast.Expr)) + " of type " + x.element(x.info.TypeOf(e.(ast.Expr)))
	}
	return "another place"
}

// update examines x++ and x += y. What is told apart is the place, and the
// operator with its type, since numbers wrap around.
func (x *examiner) update(left, right ast.Expr, tok token.Token) {
	x.use(left.Pos(), "%s on %s", tok, x.plain(x.info.TypeOf(left)))
	x.use(left.Pos(), "%s on %s", tok, x.target(left))
	if _, ok := ast.Unparen(left).(*ast.Ident); !ok {
		x.expression(left)
	}
	if right == nil {
		x.order(left)
		return
	}
	x.order(left, right)
	if tok == token.SHL_ASSIGN || tok == token.SHR_ASSIGN {
		x.use(right.Pos(), "%s by %s", tok, x.converted(x.info.TypeOf(right).Underlying()))
	}
	x.use(right.Pos(), "%s with %s", tok, x.value(right))
	x.expression(right)
}
