package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// switches joins the conditions of a case, of which yaegi tests the first, and
// gives it a last clause to exchange for a default that is not the last: it would
// test the one that it exchanges too early.
//
//	switch {                          switch lowered1 := false; {
//	default:                          default:
//	case a, b:                        case a || b:
//	}                                 ; case lowered1: }
//
// A switch on a value with such a default becomes one without.
//
//	switch n {                        switch lowered1, lowered2 := n, false; {
//	default:                          default:
//	case 1, 2:                        case lowered1 == 1 || lowered1 == 2:
//	}                                 ; case lowered2: }
func switches(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.SwitchStmt)
		if !ok {
			return
		}
		value := ""
		if early(s) {
			if s.Tag != nil && !w.comparable(s) || s.Init != nil && (!inList(within) || w.semicolon(s.Init) == 0) {
				return
			}
			never, at := w.name(), s.Switch+token.Pos(len("switch"))
			if s.Init != nil {
				takeOut(w, s)
				at = w.semicolon(s.Init) + 1
			}
			if s.Tag != nil {
				value = w.name()
				w.replace(s.Tag.Pos(), s.Tag.End(), fmt.Sprintf("%s, %s := %s, false;", value, never, w.text(s.Tag)))
			} else {
				w.insert(at, fmt.Sprintf(" %s := false;", never))
			}
			w.insert(s.Body.Rbrace, fmt.Sprintf("; case %s: ", never))
		}
		for _, clause := range s.Body.List {
			if c := clause.(*ast.CaseClause); s.Tag == nil || value != "" {
				w.join(c.List, value)
			}
		}
	})
}

// early reports whether a default stands before another clause, and nothing falls
// through.
func early(s *ast.SwitchStmt) bool {
	found := false
	if n := len(s.Body.List); n > 0 {
		if c := s.Body.List[n-1].(*ast.CaseClause); len(c.List) == 1 && isLowered(c.List[0]) && len(c.Body) == 0 {
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
	if types.IsInterface(t) || strings.Contains(w.text(s.Tag), "\n") {
		return false
	}
	for _, clause := range s.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			if types.IsInterface(w.Info.TypeOf(e)) || isBoolean(t) {
				return false
			}
		}
	}
	return true
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
