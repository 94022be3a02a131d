package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// receives puts what a variable is declared with into another one first, if it
// comes from a channel: yaegi cannot change a variable that a receive
// declares.
//
//	n := <-c               lowered1 := <-c; n := lowered1
//	case n := <-c:         case lowered1 := <-c: n := lowered1;
func receives(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE && len(s.Lhs) == 1 && len(s.Rhs) == 1 && !isLowered(s.Lhs[0]) && inList(within) && !isCommunication(s, within) {
				w.receive(s.Pos(), s.Rhs[0])
			}
		case *ast.ReturnStmt: // yaegi would set what cannot be set, but for the first time
			if len(s.Results) == 1 && isReceive(s.Results[0]) && inList(within) {
				name := w.name()
				w.replace(s.Pos(), s.Results[0].Pos(), name+" := ")
				w.insert(s.End(), "; return "+name)
			}
		case *ast.CommClause:
			if a, ok := s.Comm.(*ast.AssignStmt); ok && a.Tok == token.DEFINE && len(a.Lhs) == 1 && !isLowered(a.Lhs[0]) && !isBlank(a.Lhs[0]) {
				name := w.name()
				w.insert(s.Colon+1, fmt.Sprintf(" %s := %s; ", w.text(a.Lhs[0]), name))
				w.replace(a.Lhs[0].Pos(), a.Lhs[0].End(), name)
			}
		case *ast.ValueSpec:
			d := within[len(within)-1].(*ast.GenDecl)
			if len(within) < 3 || d.Lparen.IsValid() || len(s.Names) != 1 || len(s.Values) != 1 {
				return
			}
			if _, local := within[len(within)-2].(*ast.DeclStmt); local && inList(within[:len(within)-2]) {
				w.receive(d.Pos(), s.Values[0])
			}
		}
	})
}

// isCommunication reports whether a statement is what a case of a select waits for.
func isCommunication(s ast.Stmt, within []ast.Node) bool {
	c, ok := within[len(within)-1].(*ast.CommClause)
	return ok && c.Comm == s
}

func (w *rewriter) receive(at token.Pos, value ast.Expr) {
	u, ok := ast.Unparen(value).(*ast.UnaryExpr)
	if !ok || u.Op != token.ARROW || strings.Contains(w.text(value), "\n") {
		return
	}
	name := w.name()
	w.insert(at, fmt.Sprintf("%s := %s; ", name, w.text(value)))
	w.replace(value.Pos(), value.End(), name)
}

func isReceive(e ast.Expr) bool {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}
