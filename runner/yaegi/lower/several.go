package lower

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// severalValues takes apart definitions and assignments of several values of which
// one is a composite literal; yaegi gives the others zero.
//
//	a, t := x+1, T{1, 2}        lowered1 := x+1; lowered2 := T{1, 2}; a, t := lowered1, lowered2
//
// Variables that are declared with several values are defined with them, which comes to the same.
//
//	var a, b = f(), g()         a, b := f(), g()
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
				if len(s.Values) > 1 && !slices.ContainsFunc(s.Values, isLiteral) {
					w.asDefinition(d, s)
				}
				w.takeEach(d.Pos(), s.Values)
			}
		}
	})
}

// asDefinition makes a definition of a declaration.
func (w *rewriter) asDefinition(d *ast.GenDecl, s *ast.ValueSpec) {
	named := slices.ContainsFunc(s.Names, func(id *ast.Ident) bool { return id.Name != "_" })
	last := s.Names[len(s.Names)-1].End()
	if between := w.between(last, s.Values[0].Pos()); named && strings.TrimSpace(between) == "=" {
		w.replace(d.Pos(), s.Pos(), "")
		w.replace(last, s.Values[0].Pos(), strings.Replace(between, "=", ":=", 1))
	}
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
	if len(values) < 2 || !slices.ContainsFunc(values, isLiteral) {
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
