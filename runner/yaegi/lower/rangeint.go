package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// rangeInt rewrites loops over integers, which yaegi does not know:
//
//	for i := range n {        for lowered1, lowered2 := 0, n; lowered1 < lowered2; lowered1++ { i := lowered1;
func rangeInt(w *rewriter) {
	w.walk(func(n ast.Node, _ []ast.Node) {
		s, ok := n.(*ast.RangeStmt)
		if !ok || s.Tok == token.ASSIGN {
			return
		}
		basic, ok := w.Info.TypeOf(s.X).Underlying().(*types.Basic)
		if !ok || basic.Info()&types.IsInteger == 0 {
			return
		}
		zero := "0"
		t := types.Default(w.Info.TypeOf(s.X))
		if s.Key != nil && w.variable(s.Key) != nil {
			t = w.Info.TypeOf(s.Key)
		}
		if !types.Identical(t, types.Typ[types.Int]) {
			text, ok := w.typeText(t, w.file(s), s.Pos())
			if !ok {
				return
			}
			zero = text + "(0)"
		}
		i, end := w.name(), w.name()
		head := fmt.Sprintf("%s, %s := %s, %s; %s < %s; %s++ ", i, end, zero, w.text(s.X), i, end, i)
		w.replace(s.For+token.Pos(len("for")), s.Body.Lbrace, " "+head)
		if id, ok := s.Key.(*ast.Ident); ok && id.Name != "_" {
			w.bind(id, s.Body, i)
		}
	})
}
