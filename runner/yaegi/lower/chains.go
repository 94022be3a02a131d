package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// chains makes an if of each switch on conditions: yaegi goes to the wrong clause
// of a switch in many ways, if one is empty, ends in a break or a return, or if
// the default is not the last. Where it is not, the conditions are evaluated first.
//
//	switch lowered1 := n; {           { lowered1 := n;
//	case lowered1 == 1:               if lowered1 == 1 {
//		break                             goto lowered2
//	default:                          } else {
//	}                                 }; lowered2: ; }
//
// One with a fallthrough becomes several ifs, of which each may lead to the next.
//
//	case lowered1 == 1:               if lowered2 == 1 {
//		f()                               f()
//		fallthrough                       lowered2 = 2
//	case lowered1 == 2:               }; if lowered2 == 2 {
//
// It leaves a switch with a label.
func chains(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.SwitchStmt)
		if ok && s.Tag == nil && len(s.Body.List) > 0 && inList(within) && w.isChain(s) {
			w.chain(s)
		}
	})
}

// isChain reports whether a switch can be written as an if.
func (w *rewriter) isChain(s *ast.SwitchStmt) bool {
	if s.Init != nil && strings.Contains(w.between(s.Switch, s.Body.Lbrace), "\n") {
		return false
	}
	for _, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		if len(c.List) > 1 || len(c.List) == 1 && strings.Contains(w.between(c.Case, c.Colon), "\n") {
			return false
		}
	}
	return !fallsThrough(s) || hasPlainEnds(s)
}

// fallsThrough reports whether a clause of a switch leads to the next.
func fallsThrough(s *ast.SwitchStmt) bool {
	for _, clause := range s.Body.List {
		if fallthroughOf(clause.(*ast.CaseClause)) != nil {
			return true
		}
	}
	return false
}

// fallthroughOf is the statement at the end of a clause; nil if it has none.
func fallthroughOf(c *ast.CaseClause) *ast.BranchStmt {
	if len(c.Body) == 0 {
		return nil
	}
	if b, ok := c.Body[len(c.Body)-1].(*ast.BranchStmt); ok && b.Tok == token.FALLTHROUGH {
		return b
	}
	return nil
}

// hasPlainEnds reports whether it is plain to see of each clause whether the switch
// is left at its end.
func hasPlainEnds(s *ast.SwitchStmt) bool {
	for _, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		if len(c.Body) == 0 {
			continue
		}
		switch c.Body[len(c.Body)-1].(type) {
		case *ast.ReturnStmt, *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.BranchStmt, *ast.SendStmt, *ast.DeferStmt, *ast.GoStmt, *ast.DeclStmt:
		default:
			return false
		}
	}
	return true
}

// neverLeft reports whether each clause of a switch with plain ends returns, or
// leads to the next, and one is always taken.
func (w *rewriter) neverLeft(s *ast.SwitchStmt) bool {
	always := false
	for _, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		always = always || c.List == nil
		if len(c.Body) == 0 {
			return false
		}
		switch end := c.Body[len(c.Body)-1].(type) {
		case *ast.ReturnStmt:
		case *ast.ExprStmt:
			call, ok := end.X.(*ast.CallExpr)
			if !ok || !w.Info.Types[call.Fun].IsBuiltin() {
				return false
			}
		case *ast.BranchStmt:
			if end.Tok != token.FALLTHROUGH && end.Tok != token.GOTO {
				return false
			}
		default:
			return false
		}
	}
	return always
}

func (w *rewriter) chain(s *ast.SwitchStmt) {
	head := "{ "
	if s.Init != nil {
		head += w.text(s.Init) + "; "
		if a, ok := s.Init.(*ast.AssignStmt); ok && a.Tok == token.DEFINE && len(a.Lhs) == 1 && isLowered(a.Lhs[0]) {
			head += "_ = " + w.text(a.Lhs[0]) + "; " // a switch with a default alone does not use it
		}
	}
	chosen := ""
	if fallsThrough(s) {
		w.fallThrough(s, head)
		return
	}
	if defaultEarly(s) {
		chosen = w.name()
		head += chosen + " := 0; " + w.choose(s, chosen) + "; "
	}
	w.replace(s.Switch, s.Body.Lbrace+1, head)
	for i, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		word := "} else "
		if i == 0 {
			word = ""
		}
		switch {
		case chosen != "" && i+1 == len(s.Body.List): // else, so that what ends in each clause ends here
		case chosen != "" && c.List == nil:
			word += fmt.Sprintf("if %s == 0 ", chosen)
		case chosen != "":
			word += fmt.Sprintf("if %s == %d ", chosen, i+1)
		case c.List != nil:
			word += "if " + w.condition(c) + " "
		}
		w.replace(c.Case, c.Colon+1, word+"{ ")
	}
	end := "} }"
	if label := w.leave(s); label != "" {
		end = "}; " + label + ": ; }"
	}
	w.replace(s.Body.Rbrace, s.Body.Rbrace+1, end)
}

// fallThrough makes ifs of a switch in which clauses lead to the next.
func (w *rewriter) fallThrough(s *ast.SwitchStmt, head string) {
	chosen, first := w.name(), 0
	for i, clause := range s.Body.List {
		if clause.(*ast.CaseClause).List == nil {
			first = i + 1
		}
	}
	head += fmt.Sprintf("%s := %d; %s; ", chosen, first, w.choose(s, chosen))
	w.replace(s.Switch, s.Body.Lbrace+1, head)
	for i, clause := range s.Body.List {
		c := clause.(*ast.CaseClause)
		end := ""
		if i > 0 {
			end = "}; "
		}
		w.replace(c.Case, c.Colon+1, fmt.Sprintf("%sif %s == %d { ", end, chosen, i+1))
		if b := fallthroughOf(c); b != nil {
			w.replace(b.Pos(), b.End(), fmt.Sprintf("%s = %d", chosen, i+2))
		}
	}
	end := "}"
	if w.neverLeft(s) {
		end += "; panic(0)" // which is never reached
	}
	if label := w.leave(s); label != "" {
		end = "}; " + label + ": ; "
	}
	w.replace(s.Body.Rbrace, s.Body.Rbrace+1, end+" }")
}

// choose evaluates the conditions, and says by a number which clause it is.
func (w *rewriter) choose(s *ast.SwitchStmt, chosen string) string {
	var parts []string
	for i, clause := range s.Body.List {
		if c := clause.(*ast.CaseClause); c.List != nil {
			parts = append(parts, fmt.Sprintf("if %s { %s = %d }", w.condition(c), chosen, i+1))
		}
	}
	return strings.Join(parts, " else ")
}

// condition is that of a clause, in parentheses where it would be taken for a block.
func (w *rewriter) condition(c *ast.CaseClause) string {
	text := w.text(c.List[0])
	if strings.Contains(text, "{") {
		text = "(" + text + ")"
	}
	return text
}

// defaultEarly reports whether a default stands before another clause.
func defaultEarly(s *ast.SwitchStmt) bool {
	for i, clause := range s.Body.List {
		if clause.(*ast.CaseClause).List == nil {
			return i+1 < len(s.Body.List)
		}
	}
	return false
}

// leave has each break that leaves a switch go to a label, which it returns.
func (w *rewriter) leave(s *ast.SwitchStmt) (label string) {
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			if n.Tok == token.BREAK && n.Label == nil {
				if label == "" {
					label = w.name()
				}
				w.replace(n.Pos(), n.End(), "goto "+label)
			}
		}
		return true
	}
	for _, clause := range s.Body.List {
		for _, stmt := range clause.(*ast.CaseClause).Body {
			ast.Inspect(stmt, visit)
		}
	}
	return label
}
