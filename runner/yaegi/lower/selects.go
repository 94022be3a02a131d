package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// selectAssignments assigns what a case receives behind the case.
//
//	case x = <-c:                     case lowered1 := <-c: x = lowered1;
func selectAssignments(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		if c, ok := n.(*ast.CommClause); ok {
			if a, ok := c.Comm.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
				w.receiveFirst(c, a)
			}
		}
	})
}

// selects evaluates before a select the channels and values of its cases, of which
// yaegi knows names only.
//
//	select {                          lowered1 := s.done; lowered2 := n + 1; select {
//	case <-s.done:                    case <-lowered1:
//	case c <- n + 1:                  case c <- lowered2:
//	}                                 }
func selects(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		if s, ok := n.(*ast.SelectStmt); ok {
			w.evaluateFirst(s, within)
		}
	})
}

// receiveFirst receives into new variables.
func (w *rewriter) receiveFirst(c *ast.CommClause, a *ast.AssignStmt) {
	var names []string
	text := ""
	for _, left := range a.Lhs {
		if id, ok := left.(*ast.Ident); ok && id.Name == "_" {
			names = append(names, "_")
			continue
		}
		names = append(names, w.name())
		text += fmt.Sprintf(" %s = %s; ", w.text(left), names[len(names)-1])
	}
	if text == "" || strings.Contains(text, "\n") {
		return
	}
	w.replace(a.Pos(), a.Rhs[0].Pos(), strings.Join(names, ", ")+" := ")
	w.insert(c.Colon+1, text)
}

// evaluateFirst evaluates all operands, if one is more than a name.
func (w *rewriter) evaluateFirst(s *ast.SelectStmt, within []ast.Node) {
	var operands []operand
	names := true
	for _, clause := range s.Body.List {
		for _, o := range w.operandsOf(clause.(*ast.CommClause).Comm) {
			if w.constant(o.expr) && !types.IsInterface(o.becomes) {
				continue
			}
			if strings.Contains(w.text(o.expr), "\n") {
				return
			}
			_, name := o.expr.(*ast.Ident)
			names = names && name && types.Identical(w.Info.TypeOf(o.expr), o.becomes)
			operands = append(operands, o)
		}
	}
	at := w.before(s, within)
	if names || !at.IsValid() {
		return
	}
	open, end := w.scopeFor(within)
	text := open
	var list []string
	for _, e := range operands {
		define, ok := w.define(w.name(), e.expr, e.becomes)
		if !ok {
			return
		}
		text += define + w.text(e.expr) + "; "
		list = append(list, fmt.Sprint(Prefix, w.names))
	}
	for i, e := range operands {
		w.replace(e.expr.Pos(), e.expr.End(), list[i])
	}
	w.insert(at, text)
	if end != "" {
		w.insert(s.End(), end)
	}
}

// An operand of a case, and the type that it has to the channel.
type operand struct {
	expr    ast.Expr
	becomes types.Type
}

// operandsOf are the channel and the value of a case of a select.
func (w *rewriter) operandsOf(comm ast.Stmt) []operand {
	switch s := comm.(type) {
	case *ast.SendStmt:
		t := w.Info.TypeOf(s.Chan)
		return []operand{{s.Chan, t}, {s.Value, t.Underlying().(*types.Chan).Elem()}}
	case *ast.ExprStmt:
		return w.channelOf(s.X)
	case *ast.AssignStmt:
		return w.channelOf(s.Rhs[0])
	}
	return nil
}

func (w *rewriter) channelOf(receive ast.Expr) []operand {
	if u, ok := ast.Unparen(receive).(*ast.UnaryExpr); ok {
		return []operand{{u.X, w.Info.TypeOf(u.X)}}
	}
	return nil
}
