package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// clauses takes the statement before a condition out, unless it defines variables;
// there the other rewritings can deal with it.
//
//	if t.n, err = f(); err != nil { … }        { t.n, err = f(); if err != nil { … } }
func clauses(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(ast.Stmt)
		if !ok || initial(s) == nil {
			return
		}
		if a, ok := initial(s).(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			return
		}
		if _, labeled := within[len(within)-1].(*ast.LabeledStmt); !labeled && w.semicolon(initial(s)) > 0 {
			takeOut(w, s)
		}
	})
}

// loopClauses completes loops that have the first part of three only, which yaegi
// executes each time round.
//
//	for i := 0; ; {        for i := 0; ; i = i {
//	for i = 0; ; {         i = 0; for ; ; {
func loopClauses(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		s, ok := n.(*ast.ForStmt)
		if !ok || s.Init == nil || s.Cond != nil || s.Post != nil {
			return
		}
		if a, ok := s.Init.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			for _, left := range a.Lhs {
				if !isBlank(left) {
					w.insert(s.Body.Lbrace, fmt.Sprintf("%s = %s ", w.text(left), w.text(left)))
					return
				}
			}
		}
		if at := w.before(s, within); at.IsValid() && !strings.Contains(w.text(s.Init), "\n") {
			w.insert(at, w.text(s.Init)+"; ")
			w.replace(s.Init.Pos(), s.Init.End(), "")
		}
	})
}

// takeOut puts the statement before a condition before the whole, in a block.
//
//	if n := f(); n > 0 { … }        { n := f(); if n > 0 { … } }
func takeOut(w *rewriter, s ast.Stmt) {
	word := "switch"
	if _, ok := s.(*ast.IfStmt); ok {
		word = "if"
	}
	w.replace(s.Pos(), s.Pos()+token.Pos(len(word)), "{")
	semicolon := w.semicolon(initial(s))
	w.replace(semicolon, semicolon+1, "; "+word)
	w.insert(s.End(), " }")
}

// initial is the statement before the condition.
func initial(s ast.Stmt) ast.Stmt {
	switch s := s.(type) {
	case *ast.IfStmt:
		return s.Init
	case *ast.SwitchStmt:
		return s.Init
	case *ast.TypeSwitchStmt:
		return s.Init
	}
	return nil
}

// semicolon is the place of the one behind a statement; 0 if there is a comment
// in between.
func (w *rewriter) semicolon(s ast.Stmt) token.Pos {
	file, end := w.Place(s.End())
	rest := w.Sources[file][end:]
	blank := len(rest) - len(strings.TrimLeft(rest, " \t"))
	if strings.HasPrefix(rest[blank:], ";") {
		return s.End() + token.Pos(blank)
	}
	return 0
}
