package lower

import (
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
	file := w.Fset.File(s.Pos())
	rest := w.Sources[file.Name()][file.Offset(s.End()):]
	blank := len(rest) - len(strings.TrimLeft(rest, " \t"))
	if strings.HasPrefix(rest[blank:], ";") {
		return s.End() + token.Pos(blank)
	}
	return 0
}
