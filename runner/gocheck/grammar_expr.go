package gocheck

import "go/token"

// expr reads an expression.
func (g *grammar) expr() *form { return g.binary(nil, token.LowestPrec) }

// binary reads operators that bind more closely than prec, and their operands,
// the first of which may have been read.
func (g *grammar) binary(x *form, prec int) *form {
	if x == nil {
		x = g.unary()
	}
	for g.kind().Precedence() > prec {
		at, op := g.i, g.kind()
		g.next()
		y := g.binary(nil, op.Precedence())
		x = g.form(anInfix, x.from, at, x, y)
		x.op = op
	}
	return x
}

func (g *grammar) unary() *form {
	from := g.i
	switch k := g.kind(); k {
	case token.MUL, token.ADD, token.SUB, token.NOT, token.XOR, token.TILDE, token.AND:
		g.next()
		x := g.form(aPrefix, from, from, g.unary())
		x.op = k
		return x
	case token.ARROW:
		g.next()
		x := g.unary()
		if x.shape == aChan {
			return g.receiveOnly(x)
		}
		x = g.form(aPrefix, from, from, x)
		x.op = token.ARROW
		return x
	}
	return g.primary(nil, true)
}

// receiveOnly makes <- and what was read as a channel type a type: the arrow
// belongs to the first chan, and an arrow found there to the next one.
func (g *grammar) receiveOnly(x *form) *form {
	t, op := x, sendOnly
	for op == sendOnly && t.shape == aChan {
		op = t.op
		if op == token.ARROW {
			g.wrong("unexpected <-, expected chan")
		}
		t.op = token.ARROW
		t = t.kids[0]
	}
	if op == sendOnly {
		g.wrong("unexpected " + g.text(t) + ", expected chan")
	}
	return x
}

// operand reads what a primary expression begins with. Parentheses are kept
// where someone asks.
func (g *grammar) operand(keep bool) *form {
	from := g.i
	switch k := g.kind(); {
	case k == token.IDENT:
		return g.name()
	case isLiteral(k):
		g.next()
		return g.form(aLiteral, from, from)
	}
	switch g.kind() {
	case token.LPAREN:
		g.next()
		g.nested++
		x := g.expr()
		g.nested--
		g.want(token.RPAREN)
		if keep || g.kind() == token.LBRACE {
			x = g.form(aParens, from, from, x)
		}
		return x
	case token.FUNC:
		g.next()
		g.signature("function type")
		if g.kind() != token.LBRACE {
			return g.form(aFunc, from, from)
		}
		g.nested++
		g.funcBody()
		g.nested--
		return g.form(aFuncLit, from, from)
	case token.LBRACK, token.CHAN, token.MAP, token.STRUCT, token.INTERFACE:
		return g.typ()
	}
	g.unexpected(", expected expression")
	g.skip(token.RPAREN, token.RBRACK, token.RBRACE)
	return g.form(nothing, from, from)
}

// primary reads a primary expression, the operand of which may have been read.
func (g *grammar) primary(x *form, keep bool) *form {
	from := g.i
	if x == nil {
		x = g.operand(keep)
	} else {
		from = x.from
	}
	for {
		at := g.i
		switch g.kind() {
		case token.PERIOD:
			g.next()
			x = g.dotted(x, from, at)
		case token.LBRACK:
			g.next()
			x = g.bracketed(x, from, at)
		case token.LPAREN:
			g.next()
			x = g.arguments(x, from, at)
		case token.LBRACE:
			t := bare(x)
			if !g.takesBraces(t) {
				return x
			}
			if t != x {
				g.wrong("cannot parenthesize type in composite literal")
			}
			g.braced()
			x = g.form(aComposite, from, at, x)
		default:
			return x
		}
	}
}

// bare is a form without the parentheses around it.
func bare(x *form) *form {
	for x.shape == aParens {
		x = x.kids[0]
	}
	return x
}

// dotted reads what comes after a dot.
func (g *grammar) dotted(x *form, from, at int) *form {
	switch g.kind() {
	case token.IDENT:
		g.next()
		return g.form(aSelector, from, at, x)
	case token.LPAREN:
		g.next()
		s := anAssertion
		if g.got(token.TYPE) {
			s = aGuard
		} else {
			g.typ()
		}
		g.want(token.RPAREN)
		return g.form(s, from, at, x)
	}
	g.unexpected(", expected name or (")
	g.skip(token.SEMICOLON, token.RPAREN)
	return x
}

// bracketed reads an index, type arguments or a slice after [.
func (g *grammar) bracketed(x *form, from, at int) *form {
	if g.kind() != token.COLON {
		var i *form
		comma := false
		if g.kind() == token.RBRACK {
			g.unexpected(", expected operand")
			i = g.form(nothing, g.i, g.i)
		} else {
			i, comma = g.typeList(false)
		}
		if comma || g.kind() == token.RBRACK {
			g.want(token.RBRACK)
			return g.form(anIndex, from, at, x, i)
		}
	}
	if !g.got(token.COLON) {
		g.unexpected(", expected comma, : or ]")
		g.skip(token.COMMA, token.COLON, token.RBRACK)
	}
	g.nested++
	second := false
	if g.kind() != token.COLON && g.kind() != token.RBRACK {
		g.expr()
		second = true
	}
	if g.kind() == token.COLON {
		if !second {
			g.notSo(g.i, "middle index required in 3-index slice")
		}
		g.next()
		if g.kind() == token.RBRACK {
			g.notSo(g.i, "final index required in 3-index slice")
		} else {
			g.expr()
		}
	}
	g.nested--
	g.want(token.RBRACK)
	return g.form(aSlice, from, at, x)
}

// arguments reads those of a call after (.
func (g *grammar) arguments(x *form, from, at int) *form {
	kids, dots := []*form{x}, false
	g.nested++
	g.series("argument list", token.COMMA, token.RPAREN, func() bool {
		kids = append(kids, g.expr())
		dots = g.got(token.ELLIPSIS)
		return dots
	})
	g.nested--
	f := g.form(aCall, from, at, kids...)
	f.dots = dots
	return f
}

// takesBraces reports whether { after a form begins a composite literal.
func (g *grammar) takesBraces(t *form) bool {
	switch t.shape {
	case aName, aSelector:
		return g.nested >= 0
	case anIndex:
		return g.nested >= 0 && !isValue(t)
	case anArray, aSliceType, aStruct, aMap:
		return true
	}
	return false
}

// isValue reports whether a form can only be a value and not a type.
func isValue(x *form) bool {
	switch x.shape {
	case aLiteral, aComposite, aFuncLit, aSlice, anAssertion, aGuard, aCall, anInfix:
		return true
	case aPrefix:
		return x.op != token.MUL
	case aParens:
		return isValue(x.kids[0])
	case anIndex:
		for _, kid := range x.kids {
			if isValue(kid) {
				return true
			}
		}
	}
	return false
}

// braced reads the elements of a composite literal with their braces.
func (g *grammar) braced() {
	g.nested++
	g.want(token.LBRACE)
	g.series("composite literal", token.COMMA, token.RBRACE, func() bool {
		g.element()
		if g.got(token.COLON) {
			g.element()
		}
		return false
	})
	g.nested--
}

// element reads one of them.
func (g *grammar) element() {
	if g.kind() == token.LBRACE {
		g.braced()
		return
	}
	g.expr()
}

// exprList reads one or more expressions.
func (g *grammar) exprList() *form {
	x := g.expr()
	if g.kind() != token.COMMA {
		return x
	}
	kids := []*form{x}
	for g.got(token.COMMA) {
		kids = append(kids, g.expr())
	}
	return g.form(aList, x.from, x.at, kids...)
}
