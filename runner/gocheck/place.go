package gocheck

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// place is where the compiler puts an error of go/types. The two agree in the
// main: an error about an expression stands where the expression begins. They
// differ in what they take for that (see begin) and in a few kinds of error.
func (p *program) place(e types.Error) token.Pos {
	c, from, to := details(e)
	var pos token.Pos
	p.inspect(e.Pos, func(n ast.Node) {
		if at := otherPlace(n, c, e); at.IsValid() {
			pos = at // the innermost node that claims the error
		}
	})
	if pos.IsValid() {
		return pos
	}
	if from != e.Pos {
		return e.Pos
	}
	p.inspect(e.Pos, func(n ast.Node) {
		if x, ok := n.(ast.Expr); ok && !pos.IsValid() && n.Pos() == from && n.End() == to {
			pos = begin(x)
		}
	})
	if pos.IsValid() {
		return pos
	}
	return e.Pos
}

// inspect visits the nodes that pos is in or at an end of, from outside in.
func (p *program) inspect(pos token.Pos, visit func(ast.Node)) {
	for _, f := range p.files {
		if pos < f.FileStart || pos > f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || pos > n.End() {
				return false
			}
			visit(n)
			return true
		})
	}
}

// begin is where the compiler lets an expression begin: at its first
// character, except that a slice expression begins with its bracket and a
// function's type with its parameters.
func begin(x ast.Expr) token.Pos {
	for {
		switch y := x.(type) {
		case *ast.SliceExpr:
			return y.Lbrack
		case *ast.FuncType:
			return y.Params.Pos()
		case *ast.CompositeLit:
			if y.Type == nil {
				return y.Pos()
			}
			x = y.Type
		case *ast.KeyValueExpr:
			x = y.Key
		case *ast.SelectorExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		case *ast.TypeAssertExpr:
			x = y.X
		case *ast.BinaryExpr:
			x = y.X
		case *ast.CallExpr:
			x = y.Fun
		default:
			return x.Pos()
		}
	}
}

// otherPlace is where the compiler puts an error of that kind if it is about
// the node; no place if it is not.
func otherPlace(n ast.Node, c code, e types.Error) token.Pos {
	switch n := n.(type) {
	case *ast.CallExpr:
		return placeInCall(n, c, e)
	case *ast.IndexExpr:
		if c == notIndexable && n.X.Pos() == e.Pos {
			return n.Lbrack
		}
	case *ast.SendStmt:
		if c == sendError && n.Arrow == e.Pos {
			return begin(n.Chan)
		}
	case *ast.ArrayType:
		if c == dotsError && n.Len != nil && n.Len.Pos() == e.Pos {
			return n.Lbrack
		}
	}
	return token.NoPos
}

// placeInCall: what is wrong with the number of arguments, the compiler puts
// at the last one or at the call; what is wrong with inferred type arguments,
// at the parenthesis.
func placeInCall(n *ast.CallExpr, c code, e types.Error) token.Pos {
	switch c {
	case argumentCount:
		if n.Rparen != e.Pos {
			break
		}
		if len(n.Args) > 0 && strings.HasPrefix(e.Msg, "not enough arguments in call") {
			return begin(n.Args[len(n.Args)-1])
		}
		return begin(n)
	case dotsInvalid, dotsNotVariadic:
		if n.Ellipsis == e.Pos {
			return begin(n)
		}
	case cannotInfer, typeArgument:
		if n.Pos() == e.Pos || n.Rparen == e.Pos {
			return n.Lparen
		}
	}
	return token.NoPos
}

// otherCase is where the compiler puts the case that another one repeats: at
// what makes the expression what it is, such as the parenthesis of a call.
func (p *program) otherCase(c code, e types.Error) token.Pos {
	pos := e.Pos
	if c != duplicateCase {
		return pos
	}
	p.inspect(e.Pos, func(n ast.Node) {
		s, ok := n.(*ast.SwitchStmt)
		if !ok {
			return
		}
		for _, clause := range s.Body.List {
			for _, x := range clause.(*ast.CaseClause).List {
				if x.Pos() == e.Pos {
					pos = heart(x)
				}
			}
		}
	})
	return pos
}

// heart is the place of an expression's operator or bracket, if it has one.
func heart(x ast.Expr) token.Pos {
	switch x := x.(type) {
	case *ast.BinaryExpr:
		return x.OpPos
	case *ast.CallExpr:
		return x.Lparen
	case *ast.CompositeLit:
		return x.Lbrace
	case *ast.IndexExpr:
		return x.Lbrack
	case *ast.SelectorExpr:
		return x.X.End()
	}
	return x.Pos()
}
