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
			w.chain(s, within)
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
	return true
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

// endsFunction reports whether a function with results has its end in a statement, which is then one
// that leads to no other.
func (w *rewriter) endsFunction(s ast.Node, within []ast.Node) bool {
	for i := len(within) - 1; i >= 0; i-- {
		switch around := within[i].(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return w.signature(within[:i+1]).Results().Len() > 0
		case *ast.BlockStmt:
			_, isClause := s.(*ast.CaseClause)
			_, isComm := s.(*ast.CommClause)
			if !isClause && !isComm && !isLast(s, around.List) {
				return false
			}
		case *ast.CaseClause:
			if !isLast(s, around.Body) {
				return false
			}
		case *ast.CommClause:
			if !isLast(s, around.Body) {
				return false
			}
		case *ast.ForStmt, *ast.RangeStmt:
			return false
		}
		s = within[i]
	}
	return false
}

func isLast(s ast.Node, list []ast.Stmt) bool {
	for i := len(list) - 1; i >= 0; i-- {
		if _, ok := list[i].(*ast.EmptyStmt); !ok {
			return list[i] == s
		}
	}
	return false
}

func (w *rewriter) chain(s *ast.SwitchStmt, within []ast.Node) {
	head := "{ "
	if s.Init != nil {
		head += w.text(s.Init) + "; "
		if a, ok := s.Init.(*ast.AssignStmt); ok && a.Tok == token.DEFINE && len(a.Lhs) == 1 && isLowered(a.Lhs[0]) {
			head += "_ = " + w.text(a.Lhs[0]) + "; " // a switch with a default alone does not use it
		}
	}
	chosen := ""
	if fallsThrough(s) {
		w.fallThrough(s, head, within)
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
func (w *rewriter) fallThrough(s *ast.SwitchStmt, head string, within []ast.Node) {
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
	if w.endsFunction(s, within) {
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
