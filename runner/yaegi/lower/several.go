package lower

import (
	"go/ast"
	"go/token"
	"strings"
)

// severalValues takes apart definitions and assignments of several values of which
// one is a composite literal; yaegi gives the others zero.
//
//	a, t := x+1, T{1, 2}        lowered1 := x+1; lowered2 := T{1, 2}; a, t := lowered1, lowered2
//
// It leaves alone those before the condition of an if, for or switch.
func severalValues(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if inList(within) && (s.Tok == token.ASSIGN && plain(s.Lhs) || s.Tok == token.DEFINE) {
				w.takeEach(s.Pos(), s.Rhs)
			}
		case *ast.ValueSpec:
			d := within[len(within)-1].(*ast.GenDecl)
			if _, local := within[len(within)-2].(*ast.DeclStmt); local && s.Type == nil && !d.Lparen.IsValid() && inList(within[:len(within)-2]) {
				w.takeEach(d.Pos(), s.Values)
			}
		}
	})
}

// plain reports whether all are names: then nothing is evaluated on the left.
func plain(left []ast.Expr) bool {
	for _, e := range left {
		if _, ok := e.(*ast.Ident); !ok {
			return false
		}
	}
	return true
}

// takeEach puts a definition of its own before each value, and the statement,
// with the names, behind the last one. The values stay where they are, on
// their lines.
func (w *rewriter) takeEach(at token.Pos, values []ast.Expr) {
	literal := false
	for _, v := range values {
		literal = literal || isLiteral(v)
	}
	if len(values) < 2 || !literal {
		return
	}
	head := w.between(at, values[0].Pos())
	var names []string
	start, separator := at, ""
	for _, v := range values {
		if w.constant(v) {
			names = append(names, w.text(v))
			continue
		}
		names = append(names, w.name())
		w.replace(start, v.Pos(), separator+names[len(names)-1]+" := ")
		start, separator = v.End(), "; "
	}
	w.replace(start, values[len(values)-1].End(), "; "+head+strings.Join(names, ", "))
}

// isLiteral reports whether an expression is a composite literal, the address
// of one, or a receive.
func isLiteral(e ast.Expr) bool {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return true
	} else if ok && u.Op == token.AND {
		e = u.X
	}
	_, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok
}
