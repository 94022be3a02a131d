package gocheck

import "go/token"

// file reads a source file. Its package clause and imports, as far as the go
// command reads them, are known to be right.
func (g *grammar) file() {
	if !g.got(token.PACKAGE) {
		g.wrong("package statement must be first")
		return
	}
	g.name()
	g.want(token.SEMICOLON)
	if g.faulty {
		return
	}
	declarations := []token.Token{token.IMPORT, token.CONST, token.TYPE, token.VAR, token.FUNC}
	before, bodiless := token.IMPORT, false
	for g.kind() != token.EOF {
		k := g.kind()
		if k == token.IMPORT && before != token.IMPORT {
			g.wrong("imports must appear before other declarations")
		}
		before = k
		if !g.declaration(&bodiless) {
			if k == token.LBRACE && bodiless {
				g.wrong("unexpected semicolon or newline before {")
			} else {
				g.wrong("non-declaration statement outside function body")
			}
			g.skip(declarations...)
			continue
		}
		if g.kind() != token.EOF && !g.got(token.SEMICOLON) {
			g.unexpected(" after top level declaration")
			g.skip(declarations...)
		}
	}
}

// declaration reads one at top level. It returns false if there is none.
// bodiless is whether the last one was a function without a body.
func (g *grammar) declaration(bodiless *bool) bool {
	switch g.kind() {
	case token.IMPORT:
		g.next()
		g.group(g.importSpec)
	case token.CONST, token.TYPE, token.VAR:
		g.specs()
	case token.FUNC:
		g.next()
		*bodiless = !g.funcDecl()
		return true
	default:
		return false
	}
	*bodiless = false
	return true
}

// specs reads a declaration of constants, types or variables.
func (g *grammar) specs() {
	k := g.kind()
	g.next()
	switch k {
	case token.CONST:
		g.group(g.constSpec)
	case token.TYPE:
		g.group(g.typeSpec)
	default:
		g.group(g.varSpec)
	}
}

// group reads one specification or several in parentheses.
func (g *grammar) group(spec func()) {
	if !g.got(token.LPAREN) {
		spec()
		return
	}
	g.series("grouped declaration", token.SEMICOLON, token.RPAREN, func() bool {
		spec()
		return false
	})
}

func (g *grammar) importSpec() {
	switch g.kind() {
	case token.IDENT, token.PERIOD:
		g.next()
	}
	switch k := g.kind(); {
	case k == token.STRING:
		g.next()
	case isLiteral(k):
		g.next()
		g.wrongAt(g.i-1, "import path must be a string")
	default:
		g.wrong("missing import path")
		g.skip(token.SEMICOLON, token.RPAREN)
	}
}

func (g *grammar) constSpec() {
	g.name()
	g.names()
	switch g.kind() {
	case token.EOF, token.SEMICOLON, token.RPAREN:
		return
	}
	g.typeIfAny()
	if g.gotAssign() {
		g.exprList()
	}
}

func (g *grammar) varSpec() {
	g.name()
	g.names()
	if g.gotAssign() {
		g.exprList()
		return
	}
	g.typ()
	if g.gotAssign() {
		g.exprList()
	}
}

func (g *grammar) typeSpec() {
	g.name()
	var t *form
	if g.kind() == token.LBRACK {
		t = g.bracketedSpec()
	} else {
		g.gotAssign()
		t = g.typeIfAny()
	}
	if t == nil {
		g.unexpected(" in type declaration")
		g.skip(token.SEMICOLON, token.RPAREN)
	}
}

// bracketedSpec reads the rest of a type's declaration that goes on with [:
// an array, a slice, or type parameters. Between the first and the last only
// what follows the first name can decide.
func (g *grammar) bracketedSpec() *form {
	from := g.i
	g.next()
	switch g.kind() {
	case token.IDENT:
	case token.RBRACK:
		g.next()
		return g.form(aSliceType, from, from, g.typ())
	default:
		return g.arrayRest(from, nil)
	}
	x := g.name()
	if g.kind() != token.LBRACK {
		// P [] can only be a parameter; otherwise this may be a length
		g.nested++
		x = g.binary(g.primary(x, false), token.LowestPrec)
		g.nested--
	}
	param, constraint := parameter(x, g.kind() == token.COMMA)
	if param == nil || constraint == nil && g.kind() == token.RBRACK {
		return g.arrayRest(from, x)
	}
	g.params(param, constraint, token.RBRACK, true, false)
	g.gotAssign()
	return g.typeIfAny()
}

// parameter splits what looked like an expression, P *C or P (C), into a type
// parameter and its constraint, if it can be nothing else or force is set.
func parameter(x *form, force bool) (param, constraint *form) {
	switch {
	case x.shape == aName:
		return x, nil
	case x.shape == anInfix && x.op == token.MUL:
		if p, c := x.kids[0], x.kids[1]; p.shape == aName && (force || onlyType(c)) {
			return p, c
		}
	case x.shape == anInfix && x.op == token.OR:
		if p, c := parameter(x.kids[0], force || onlyType(x.kids[1])); p != nil && c != nil {
			return p, x
		}
	case x.shape == aCall && len(x.kids) == 2 && !x.dots:
		if p, c := x.kids[0], x.kids[1]; p.shape == aName && (force || onlyType(c)) {
			return p, c
		}
	}
	return nil, nil
}

// onlyType reports whether a form can be a type and not a value.
func onlyType(x *form) bool {
	switch x.shape {
	case anArray, aStruct, aFunc, anInterface, aSliceType, aMap, aChan:
		return true
	case aPrefix:
		return onlyType(x.kids[0]) || x.op == token.TILDE
	case anInfix:
		return onlyType(x.kids[0]) || onlyType(x.kids[1])
	case aParens:
		return onlyType(x.kids[0])
	}
	return false
}

// funcDecl reads a function or method after func, and returns whether it has a
// body.
func (g *grammar) funcDecl() bool {
	what := ""
	if g.got(token.LPAREN) {
		what = "method"
		switch n := g.params(nil, nil, token.RPAREN, false, false); {
		case n == 0:
			g.notSo(g.i, "method has no receiver")
		case n > 1:
			g.notSo(g.i, "method has multiple receivers")
		}
	}
	switch {
	case g.kind() == token.IDENT:
		g.next()
		g.signature(what)
	case what == "":
		g.unexpected(", expected name or (")
		g.skip(token.LBRACE, token.SEMICOLON)
	default:
		g.unexpected(", expected name")
		g.skip(token.LBRACE, token.SEMICOLON)
	}
	if g.kind() != token.LBRACE {
		return false
	}
	g.funcBody()
	return true
}

// funcBody reads the block of a function.
func (g *grammar) funcBody() {
	g.bodies++
	g.block("")
	g.bodies--
}
