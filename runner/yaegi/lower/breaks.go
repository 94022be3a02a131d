package lower

import (
	"fmt"
	"go/ast"
	"go/token"
)

// breaks turns a break that leaves a select, or leaves a loop from within one,
// into a goto: yaegi loses its way there.
//
//	loop:                            for {
//	for {                              select {
//	  select {                         case <-done:
//	  case <-done:                       goto lowered1
//	    break loop                     }
//	  }                              }; lowered1: ;
//	}
func breaks(w *rewriter) {
	labels := map[ast.Node]string{} // of the statements that are left
	rest := map[string]int{}        // uses of a label, of those that stay
	seen := map[string]*ast.LabeledStmt{}
	w.walk(func(n ast.Node, within []ast.Node) {
		if l, ok := n.(*ast.LabeledStmt); ok {
			seen[w.labelKey(l.Label.Name, within)] = l
			return
		}
		s, ok := n.(*ast.BranchStmt)
		if !ok {
			return
		}
		if s.Label != nil {
			rest[w.labelKey(s.Label.Name, within)]++
		}
		target, around, ok := leaves(s, within)
		if !ok {
			return
		}
		if labels[target] == "" {
			labels[target] = w.name()
			end := ""
			if _, block := around[len(around)-1].(*ast.BlockStmt); !block {
				w.insert(within[len(around)].Pos(), "{ ") // before its own label, if it has one
				end = " }"                                // of a clause, where yaegi does not look for labels
			}
			w.insert(target.End(), "; "+labels[target]+": ;"+end)
		}
		w.replace(s.Pos(), s.End(), "goto "+labels[target])
		if s.Label != nil {
			rest[w.labelKey(s.Label.Name, within)]--
		}
	})
	for key, l := range seen {
		if uses, used := rest[key]; used && uses == 0 {
			w.replace(l.Pos(), l.Colon+1, "")
		}
	}
}

// labelKey tells labels of different functions apart.
func (w *rewriter) labelKey(name string, within []ast.Node) string {
	body := function(within)
	return fmt.Sprint(body.Pos(), " ", name)
}

// leaves is the statement that a break leaves, and what that lies within, if a
// select is that statement or is on the way, and if a label can stand behind it.
func leaves(s *ast.BranchStmt, within []ast.Node) (target ast.Node, around []ast.Node, ok bool) {
	if s.Tok != token.BREAK {
		return nil, nil, false
	}
	selects := false
	for i := len(within) - 1; i > 0; i-- {
		labeled, isLabeled := within[i-1].(*ast.LabeledStmt)
		named := s.Label != nil && isLabeled && labeled.Label.Name == s.Label.Name
		around = within[:i]
		if isLabeled {
			around = within[:i-1]
		}
		switch within[i].(type) {
		case *ast.FuncLit:
			return nil, nil, false
		case *ast.SelectStmt:
			selects = true
			if s.Label == nil || named {
				return within[i], around, inList(around)
			}
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
			if s.Label == nil {
				return nil, nil, false
			}
			if named {
				return within[i], around, selects && inList(around)
			}
		}
	}
	return nil, nil, false
}
