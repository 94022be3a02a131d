package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// redefined takes apart definitions that give a value to a variable which is there already. yaegi
// puts another variable in its place, that pointers do not lead to, and whose type is the value's.
//
//	n, ok := next()          lowered1, ok := next(); n = lowered1
//	f, i := 1, 2             lowered1, i := float64(1), 2; f = lowered1
//
// Where nobody has the address and the value is not a constant, there is no difference.
func redefined(w *rewriter) {
	_, locals := w.locals()
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.AssignStmt)
		if !ok || s.Tok != token.DEFINE || !inList(within) {
			return
		}
		text := ""
		for i, left := range s.Lhs {
			v, _ := w.Info.Uses[left.(*ast.Ident)].(*types.Var)
			l := locals[v]
			if l == nil || !l.hasAddress() && w.takesType(s, i, v.Type()) {
				continue
			}
			name := w.name()
			if len(s.Lhs) == len(s.Rhs) && !w.takesType(s, i, v.Type()) {
				w.converting(s.Rhs[i], v.Type())
			}
			w.replace(left.Pos(), left.End(), name)
			text += fmt.Sprintf("; %s = %s", w.text(left), name)
		}
		if text != "" {
			w.insert(s.End(), text)
		}
	})
}

// takesType reports whether a value of a definition has the type of the variable by itself.
func (w *rewriter) takesType(s *ast.AssignStmt, i int, t types.Type) bool {
	return len(s.Lhs) != len(s.Rhs) || w.Info.Types[s.Rhs[i]].Value == nil && types.Identical(w.Info.TypeOf(s.Rhs[i]), t)
}
