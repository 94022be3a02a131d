package gocheck

import "go/token"

// typ reads a type.
func (g *grammar) typ() *form {
	if t := g.typeIfAny(); t != nil {
		return t
	}
	i := g.i
	g.unexpected(", expected type")
	g.skip(token.COMMA, token.COLON, token.SEMICOLON, token.RPAREN, token.RBRACK, token.RBRACE)
	return g.form(nothing, i, i)
}

// typeIfAny reads a type, or nothing and returns nil.
func (g *grammar) typeIfAny() *form {
	from := g.i
	switch g.kind() {
	case token.MUL:
		g.next()
		f := g.form(aPrefix, from, from, g.typ())
		f.op = token.MUL
		return f
	case token.ARROW:
		g.next()
		g.want(token.CHAN)
		return g.channel(from, token.ARROW)
	case token.FUNC:
		g.next()
		g.signature("function type")
		return g.form(aFunc, from, from)
	case token.LBRACK:
		g.next()
		if g.got(token.RBRACK) {
			return g.form(aSliceType, from, from, g.typ())
		}
		return g.arrayRest(from, nil)
	case token.CHAN:
		g.next()
		if g.got(token.ARROW) {
			return g.channel(from, sendOnly)
		}
		return g.channel(from, token.CHAN)
	case token.MAP:
		g.next()
		g.want(token.LBRACK)
		g.typ()
		g.want(token.RBRACK)
		g.typ()
		return g.form(aMap, from, from)
	case token.STRUCT:
		return g.structType()
	case token.INTERFACE:
		return g.interfaceType()
	case token.IDENT:
		return g.qualified(nil)
	case token.LPAREN:
		g.next()
		t := g.typ()
		g.want(token.RPAREN)
		return t
	}
	return nil
}

// channel reads the element of a channel type.
func (g *grammar) channel(from int, op token.Token) *form {
	elem := g.typeIfAny()
	if elem == nil {
		g.wrong("missing channel element type")
		elem = g.form(nothing, g.i, g.i)
	}
	f := g.form(aChan, from, from, elem)
	f.op = op
	return f
}

// arrayRest reads the rest of an array type after [ and, if it is not nil, its
// length.
func (g *grammar) arrayRest(from int, length *form) *form {
	if length == nil && !g.got(token.ELLIPSIS) {
		g.nested++
		g.expr()
		g.nested--
	}
	if g.kind() == token.COMMA {
		g.wrong("unexpected comma; expected ]")
		g.next()
	}
	g.want(token.RBRACK)
	g.typ()
	return g.form(anArray, from, from)
}

// qualified reads a type's name, with package and type arguments. Its first
// name may have been read.
func (g *grammar) qualified(first *form) *form {
	from := g.i
	if first != nil {
		from = first.from
	} else if g.kind() == token.IDENT {
		first = g.name()
	} else {
		g.unexpected(", expected name")
		g.skip(token.PERIOD, token.SEMICOLON, token.RBRACE)
		first = g.form(aName, from, from)
	}
	if at := g.i; g.got(token.PERIOD) {
		g.name()
		first = g.form(aSelector, from, at, first)
	}
	if at := g.i; g.got(token.LBRACK) {
		if g.kind() == token.RBRACK {
			g.unexpected(", expected type argument list")
		} else {
			g.typeList(true)
		}
		g.want(token.RBRACK)
		first = g.form(anIndex, from, at, first)
	}
	return first
}

// typeList reads types, the first of which may be an expression unless strict
// is set. It returns the first and whether there was a comma.
func (g *grammar) typeList(strict bool) (first *form, comma bool) {
	g.nested++
	defer func() { g.nested-- }()
	if strict {
		first = g.typ()
	} else {
		first = g.expr()
	}
	for g.got(token.COMMA) {
		comma = true
		if g.typeIfAny() == nil {
			break
		}
	}
	return first, comma
}

func (g *grammar) structType() *form {
	from := g.i
	g.want(token.STRUCT)
	g.want(token.LBRACE)
	g.series("struct type", token.SEMICOLON, token.RBRACE, func() bool {
		g.field()
		return false
	})
	return g.form(aStruct, from, from)
}

// field reads the fields of one line of a struct, or an embedded one.
func (g *grammar) field() {
	switch g.kind() {
	case token.IDENT:
		g.namedField()
	case token.MUL:
		g.next()
		if g.kind() == token.LPAREN {
			g.wrong("cannot parenthesize embedded type")
			g.next()
			g.qualified(nil)
			g.got(token.RPAREN)
		} else {
			g.qualified(nil)
		}
	case token.LPAREN:
		g.wrong("cannot parenthesize embedded type")
		g.next()
		g.got(token.MUL)
		g.qualified(nil)
		g.got(token.RPAREN)
	default:
		g.unexpected(", expected field name or embedded type")
		g.skip(token.SEMICOLON, token.RBRACE)
		return
	}
	g.tag()
}

// namedField reads a field that begins with a name, which may turn out to be
// that of an embedded type.
func (g *grammar) namedField() {
	first := g.name()
	switch k := g.kind(); {
	case k == token.PERIOD || k == token.SEMICOLON || k == token.RBRACE || isLiteral(k):
		g.qualified(first)
	case k == token.LBRACK:
		g.arrayOrArguments()
	default:
		g.names()
		g.typ()
	}
}

// tag passes a literal, if there is one.
func (g *grammar) tag() {
	if isLiteral(g.kind()) {
		g.next()
	}
}

// arrayOrArguments reads [n]E or []E, which makes the name before it that of a
// field or parameter, or [T1, T2], which makes it that of a type: then it
// returns an index.
func (g *grammar) arrayOrArguments() *form {
	from := g.i
	g.want(token.LBRACK)
	if g.got(token.RBRACK) {
		return g.form(aSliceType, from, from, g.typ())
	}
	_, comma := g.typeList(false)
	g.want(token.RBRACK)
	if !comma && g.typeIfAny() != nil {
		return g.form(anArray, from, from)
	}
	return g.form(anIndex, from, from)
}

func (g *grammar) interfaceType() *form {
	from := g.i
	g.want(token.INTERFACE)
	g.want(token.LBRACE)
	g.series("interface type", token.SEMICOLON, token.RBRACE, func() bool {
		if g.kind() != token.IDENT {
			g.embedded(false)
		} else if !g.method() {
			g.embedded(true)
		}
		return false
	})
	return g.form(anInterface, from, from)
}

// method reads a method of an interface. It returns false if it was the name
// of an embedded type.
func (g *grammar) method() bool {
	const what = "interface method"
	first := g.name()
	switch g.kind() {
	case token.LPAREN:
		g.signature(what)
		return true
	case token.LBRACK:
	default:
		g.qualified(first)
		return false
	}
	bracket := g.i
	g.next()
	if empty := g.i; g.got(token.RBRACK) {
		if g.kind() != token.LPAREN {
			g.notSo(empty, "empty type argument list")
			return false
		}
		g.notSo(empty, "empty type parameter list")
		g.signature(what)
		return true
	}
	params := g.paramList(nil, nil, token.RBRACK, false, false)
	if len(params) == 0 {
		if g.kind() == token.LPAREN {
			g.signature(what)
			return true
		}
		return false
	}
	if !params[0].named {
		return false
	}
	g.signature(what)
	g.notSo(bracket, "interface method must have no type parameters")
	return true
}

// embedded reads a union of terms. Its first term may have been read.
func (g *grammar) embedded(begun bool) {
	if !begun {
		g.term()
	}
	for g.got(token.OR) {
		g.term()
	}
}

// term reads [~]T.
func (g *grammar) term() {
	if g.got(token.TILDE) {
		g.typ()
		return
	}
	if g.typeIfAny() == nil {
		g.unexpected(", expected ~ term or type")
		g.skip(append(operators(), token.SEMICOLON, token.RPAREN, token.RBRACK, token.RBRACE)...)
	}
}

// operators are the kinds of operators that stand in expressions.
func operators() []token.Token {
	ops := []token.Token{token.NOT, token.TILDE}
	for k := token.ADD; k < token.TILDE; k++ {
		if k.Precedence() > token.LowestPrec && k != token.MUL {
			ops = append(ops, k)
		}
	}
	return ops
}
