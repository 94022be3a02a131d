package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// switches makes conditions of the cases of switches on a value, and joins the
// conditions of a case, of which yaegi tests the first.
//
//	switch n {                        switch lowered1 := n; {
//	case 1, 2:                        case lowered1 == 1 || lowered1 == 2:
func switches(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		if s, ok := n.(*ast.SwitchStmt); ok && len(s.Body.List) > 0 {
			w.conditions(s, within)
		}
	})
}

func (w *rewriter) conditions(s *ast.SwitchStmt, within []ast.Node) {
	if s.Tag == nil {
		w.joinAll(s, "")
		return
	}
	if w.isTrue(s.Tag) {
		w.replace(s.Tag.Pos(), s.Tag.End(), "")
		w.joinAll(s, "")
		return
	}
	if !w.comparable(s) || s.Init != nil && (!inList(within) || w.semicolon(s.Init) == 0) {
		return
	}
	if s.Init != nil {
		takeOut(w, s)
	}
	if onlyDefault(s) {
		w.replace(s.Tag.Pos(), s.Tag.End(), fmt.Sprintf("_ = %s;", w.text(s.Tag)))
		return
	}
	value := w.name()
	w.replace(s.Tag.Pos(), s.Tag.End(), fmt.Sprintf("%s := %s;", value, w.text(s.Tag)))
	w.joinAll(s, value)
}

// onlyDefault reports whether a switch compares its value with nothing.
func onlyDefault(s *ast.SwitchStmt) bool {
	return len(s.Body.List) == 1 && s.Body.List[0].(*ast.CaseClause).List == nil
}

func (w *rewriter) joinAll(s *ast.SwitchStmt, value string) {
	for _, clause := range s.Body.List {
		w.join(clause.(*ast.CaseClause).List, value)
	}
}

// comparable reports whether the cases of a switch can be written as comparisons
// with a variable.
func (w *rewriter) comparable(s *ast.SwitchStmt) bool {
	t := w.Info.TypeOf(s.Tag)
	if isBoolean(t) || strings.Contains(w.text(s.Tag), "\n") {
		return false
	}
	for _, clause := range s.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			if !w.Info.Types[e].IsNil() && types.IsInterface(t) != types.IsInterface(w.Info.TypeOf(e)) {
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
