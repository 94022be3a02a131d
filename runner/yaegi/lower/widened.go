package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// widened makes any of a value in one of the program's own interfaces where it is
// asked for one of the library's. yaegi takes what it holds there for something that
// has all methods.
//
//	if s, ok := shape.(fmt.Stringer); ok {      if s, ok := any(shape).(fmt.Stringer); ok {
//	switch r := reply.(type) {                  lowered1 := reply; switch r := any(lowered1).(type) {
//	case error:                                 case error:
//		return r                            	return r
//	default:                                    default:
//		show(r)                             	show(lowered1)
func widened(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			if n.Type != nil && w.isOfLibrary(n.Type) {
				w.widen(n.X)
			}
		case *ast.TypeSwitchStmt:
			if !w.asksLibrary(n) {
				return
			}
			asIs, others := w.switchUses(n)
			if len(asIs) == 0 {
				w.widen(switchedExpr(n).X)
			} else {
				w.widenBeside(n, within, asIs, others)
			}
		}
	})
}

// isWidened holds for interfaces of the program with methods.
func (w *rewriter) isWidened(x ast.Expr) bool {
	t := w.Info.TypeOf(x)
	return types.IsInterface(t) && !isEmpty(t) && !isTypeParam(t) && w.isOwn(t) && w.universal("any", x.Pos())
}

// widen converts a value to any, if its type is an interface of the program.
func (w *rewriter) widen(x ast.Expr) {
	if w.isWidened(x) {
		w.insert(x.Pos(), "any(")
		w.insert(x.End(), ")")
	}
}

// widenBeside does so in a type switch, and keeps the value as it was for the places that
// use it in clauses of several types or none. The variable goes where nothing else uses it.
func (w *rewriter) widenBeside(s *ast.TypeSwitchStmt, within []ast.Node, uses []*ast.Ident, others bool) {
	x := switchedExpr(s).X
	at := w.before(s, within)
	if !w.isWidened(x) || s.Init != nil || !at.IsValid() || strings.Contains(w.text(s.Assign), "\n") {
		return
	}
	name := w.name()
	w.insert(at, fmt.Sprintf("%s := %s; ", name, w.text(x)))
	w.replace(x.Pos(), x.End(), fmt.Sprintf("any(%s)", name))
	if !others {
		w.replace(s.Assign.Pos(), x.Pos(), "")
	}
	for _, use := range uses {
		w.replace(use.Pos(), use.End(), name)
	}
}

// isOfLibrary reports whether a type is an interface of the library with methods, or error.
func (w *rewriter) isOfLibrary(e ast.Expr) bool {
	t, ok := types.Unalias(w.Info.TypeOf(e)).(*types.Named)
	return ok && types.IsInterface(t) && !isEmpty(t) && !w.isOwn(t)
}

func (w *rewriter) asksLibrary(s *ast.TypeSwitchStmt) bool {
	for _, clause := range s.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			if w.isOfLibrary(e) {
				return true
			}
		}
	}
	return false
}

// switchUses are the places that use the variable of a type switch with the type of what
// is switched on. It also says whether others use it.
func (w *rewriter) switchUses(s *ast.TypeSwitchStmt) (asIs []*ast.Ident, others bool) {
	for _, clause := range s.Body.List {
		clause := clause.(*ast.CaseClause)
		v := w.Info.Implicits[clause]
		if v == nil {
			continue
		}
		narrowed := len(clause.List) == 1 && !w.Info.Types[clause.List[0]].IsNil()
		for _, stmt := range clause.Body {
			ast.Inspect(stmt, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && w.Info.Uses[id] == v {
					others = others || narrowed
					if !narrowed {
						asIs = append(asIs, id)
					}
				}
				return true
			})
		}
	}
	return asIs, others
}
