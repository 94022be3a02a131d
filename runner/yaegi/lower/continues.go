package lower

import (
	"fmt"
	"go/ast"
	"go/token"
)

// continues takes a continue in a select behind it. To yaegi, one that ends a
// case is the end of the case and no more; and it does not come to an end with
// a loop that goes round in no other way.
//
//	for {                              for {
//	  select {                           lowered1 := false; select {
//	  case <-c:                          case <-c:
//	    continue                           lowered1 = true; goto lowered2
//	  }                                  }; lowered2: ; if lowered1 { continue }
//	  return                             return
//	}                                  }
//
// One in a select within a select is taken behind the inner one, and is then a
// continue in the outer one.
func continues(w *rewriter) {
	type jump struct{ flag, to, text string }
	jumps := map[ast.Node]jump{} // for each select
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.BranchStmt)
		if !ok || s.Tok != token.CONTINUE || !inList(within) {
			return
		}
		target, around := goesOnAfter(s, within)
		if target == nil || !inList(around) {
			return
		}
		j, known := jumps[target]
		if known && j.text != w.text(s) {
			return // to another loop: a matter for the next round
		}
		if !known {
			j = jump{w.name(), w.name(), w.text(s)}
			jumps[target] = j
			open, end := "", ""
			if _, block := around[len(around)-1].(*ast.BlockStmt); !block {
				open, end = "{ ", " }" // a clause, where yaegi does not look for labels
			}
			w.insert(target.Pos(), open+j.flag+" := false; ")
			w.insert(target.End(), fmt.Sprintf("; %s: ; if %s { %s }%s", j.to, j.flag, j.text, end))
		}
		w.replace(s.Pos(), s.End(), fmt.Sprintf("%s = true; goto %s", j.flag, j.to))
	})
}

// goesOnAfter is the innermost select that a continue leaves, and what that lies
// within.
func goesOnAfter(s *ast.BranchStmt, within []ast.Node) (target ast.Node, around []ast.Node) {
	loop := continued(s, within)
	for i := len(within) - 1; i > 0 && loop != nil && within[i] != loop; i-- {
		if _, ok := within[i].(*ast.SelectStmt); ok {
			return within[i], within[:i]
		}
	}
	return nil, nil
}
