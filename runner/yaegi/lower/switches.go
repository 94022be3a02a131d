package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// switches makes conditions of the cases of switches on a value, except for
// interfaces; joins the conditions of a case, of which yaegi tests the first; and
// gives it a last clause to exchange for a default that is not the last: it would
// test the one that it exchanges too early.
//
//	switch n {                        switch lowered2, lowered1 := n, false; {
//	default:                          default:
//	case 1, 2:                        case lowered2 == 1 || lowered2 == 2:
//	}                                 ; case lowered1: }
func switches(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		if s, ok := n.(*ast.SwitchStmt); ok && len(s.Body.List) > 0 {
			w.conditions(s, within)
		}
	})
}

func (w *rewriter) conditions(s *ast.SwitchStmt, within []ast.Node) {
	last := early(s)
	if !last && s.Tag == nil {
		w.joinAll(s, "")
		return
	}
	if last && !w.universal("false", s.Pos()) {
		return
	}
	if w.isTrue(s.Tag) {
		w.replace(s.Tag.Pos(), s.Tag.End(), "")
		if !last {
			w.joinAll(s, "")
		}
		return
	}
	if s.Tag != nil && !w.comparable(s) || s.Init != nil && (!inList(within) || w.semicolon(s.Init) == 0) {
		return
	}
	var names, values []string
	value := ""
	if s.Tag != nil {
		value = w.name()
		names, values = append(names, value), append(values, w.text(s.Tag))
	}
	if last {
		names, values = append(names, w.name()), append(values, "false")
		w.insert(s.Body.Rbrace, fmt.Sprintf("; case %s: %s", names[len(names)-1], w.never(s, within)))
	}
	at := s.Switch + token.Pos(len("switch"))
	if s.Init != nil {
		takeOut(w, s)
		at = w.semicolon(s.Init) + 1
	}
	text := fmt.Sprintf("%s := %s;", strings.Join(names, ", "), strings.Join(values, ", "))
	if s.Tag != nil {
		w.replace(s.Tag.Pos(), s.Tag.End(), text)
	} else {
		w.insert(at, " "+text)
	}
	w.joinAll(s, value)
}

// never is what a clause does that is never reached: it ends what its switch
// may be the end of, lest a function lack a return.
func (w *rewriter) never(s *ast.SwitchStmt, within []ast.Node) string {
	var list []ast.Stmt
	switch outer := within[len(within)-1].(type) {
	case *ast.BlockStmt:
		list = outer.List
	case *ast.CaseClause:
		list = outer.Body
	case *ast.CommClause:
		list = outer.Body
	}
	if n := len(list); n == 0 || list[n-1] != ast.Stmt(s) || !w.universal("panic", s.Pos()) {
		return ""
	}
	return `panic("") `
}

func (w *rewriter) joinAll(s *ast.SwitchStmt, value string) {
	for _, clause := range s.Body.List {
		w.join(clause.(*ast.CaseClause).List, value)
	}
}

// early reports whether a default stands before another clause, and nothing falls
// through.
func early(s *ast.SwitchStmt) bool {
	found := false
	if n := len(s.Body.List); n > 0 {
		if c := s.Body.List[n-1].(*ast.CaseClause); len(c.List) == 1 && isLowered(c.List[0]) {
			return false // done
		}
	}
	for i, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		found = found || c.List == nil && i+1 < len(s.Body.List)
		if n := len(c.Body); n > 0 {
			if b, ok := c.Body[n-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
				return false
			}
		}
	}
	return found
}

// comparable reports whether the cases of a switch can be written as comparisons
// with a variable.
func (w *rewriter) comparable(s *ast.SwitchStmt) bool {
	t := w.Info.TypeOf(s.Tag)
	if types.IsInterface(t) || isBoolean(t) || strings.Contains(w.text(s.Tag), "\n") {
		return false
	}
	for _, clause := range s.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			if types.IsInterface(w.Info.TypeOf(e)) {
				return false
			}
		}
	}
	return true
}

// isTrue reports whether a switch is on true, as it is without a value.
func (w *rewriter) isTrue(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && w.Info.Uses[id] == types.Universe.Lookup("true")
}

func isBoolean(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// join makes one condition of a list, of comparisons with a value if there is one.
func (w *rewriter) join(list []ast.Expr, value string) {
	for i, e := range list {
		if value != "" {
			w.insert(e.Pos(), value+" == ")
		}
		if i+1 < len(list) {
			w.replace(e.End(), list[i+1].Pos(), " || ")
		}
	}
}
