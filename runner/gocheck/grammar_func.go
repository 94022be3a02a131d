package gocheck

import "go/token"

// signature reads type parameters, parameters and results. What has a word for
// what it is must have no type parameters.
func (g *grammar) signature(what string) {
	if from := g.i; g.got(token.LBRACK) {
		if what != "" {
			g.wrongAt(from, what+" must have no type parameters")
		}
		if g.kind() == token.RBRACK {
			g.wrong("empty type parameter list")
			g.next()
		} else {
			g.params(nil, nil, token.RBRACK, true, false)
		}
	}
	g.want(token.LPAREN)
	g.params(nil, nil, token.RPAREN, false, true)
	if g.got(token.LPAREN) {
		g.params(nil, nil, token.RPAREN, false, false)
		return
	}
	g.typeIfAny()
}

// A param is one element of a list of parameters. While the list is not at its
// end a lone name may be that of a parameter or of a type.
type param struct {
	named, typed bool
	name         int // the lexeme of the name
	typ          int // the lexeme at which the type begins
	dots         int // the lexeme of ..., or 0
}

// params is paramList for those who need the number only.
func (g *grammar) params(first, constraint *form, closing token.Token, mustName, variadic bool) int {
	return len(g.paramList(first, constraint, closing, mustName, variadic))
}

// paramList reads parameters after the opening bracket. The name of the first
// one and its type may have been read. In a list of type parameters each must
// have a name; only the parameters of a function may end in a variadic one.
func (g *grammar) paramList(first, constraint *form, closing token.Token, mustName, variadic bool) []param {
	if constraint != nil && g.got(closing) {
		return []param{{named: true, typed: true, name: first.from, typ: first.from + 1}}
	}
	var params []param
	end := g.series("parameter list", token.COMMA, closing, func() bool {
		if constraint != nil {
			params = append(params, param{named: true, typed: true, name: first.from, typ: first.from + 1})
		} else if p, ok := g.param(first, closing); ok {
			params = append(params, p)
		}
		first, constraint = nil, nil
		return false
	})
	if len(params) > 0 {
		g.checkNames(params, end, mustName)
		g.checkDots(params, variadic)
	}
	return params
}

// checkNames complains where some parameters have names and others have not.
// It settles what lone names are.
func (g *grammar) checkNames(params []param, end int, mustName bool) {
	named, typed := 0, 0
	for _, p := range params {
		if p.named && p.typed {
			named++
		}
		if p.typed {
			typed++
		}
	}
	if named == 0 && !mustName {
		for i := range params {
			params[i].named, params[i].typed = false, true
		}
		return
	}
	// From the right: a name without a type has that of the next parameter.
	at, after, dots := -1, false, 0
	for i := len(params) - 1; i >= 0; i-- {
		switch p := &params[i]; {
		case p.typed:
			after, dots = true, p.dots
			if !p.named {
				at = p.typ
			}
		case after:
			p.dots = dots
		default:
			at = p.name
		}
	}
	switch {
	case named == len(params) || at < 0:
	case named == typed && mustName:
		g.wrongAt(end, "missing type constraint")
	case named == typed:
		g.wrongAt(end, "missing parameter type")
	case mustName && len(params) == 1:
		g.wrongAt(at, "missing type parameter name or invalid array length")
	case mustName:
		g.wrongAt(at, "missing type parameter name")
	default:
		g.wrongAt(at, "missing parameter name")
	}
}

// checkDots complains about the first ... out of place.
func (g *grammar) checkDots(params []param, variadic bool) {
	for i, p := range params {
		switch {
		case p.dots == 0 || variadic && i == len(params)-1:
			continue
		case variadic:
			g.notSo(p.dots, "can only use ... with final parameter")
		default:
			g.notSo(p.dots, "invalid use of ...")
		}
		return
	}
}

// param reads one parameter, or complains and returns false. In a list of type
// parameters its type may be a union.
func (g *grammar) param(first *form, closing token.Token) (param, bool) {
	union := func(begun bool) {
		if closing == token.RBRACK && (!begun || g.kind() == token.OR) {
			g.embedded(begun)
		}
	}
	p := param{name: g.i, typ: g.i}
	if first != nil {
		p.name, p.typ = first.from, first.from
	}
	tilde := func() bool { return closing == token.RBRACK && g.kind() == token.TILDE }
	if first == nil && tilde() {
		g.embedded(false)
		p.typed = true
		return p, true
	}
	if first != nil || g.kind() == token.IDENT {
		if first == nil {
			first = g.name()
		}
		switch {
		case g.kind() == token.LBRACK:
			p.typ = g.i
			p.typed, p.named = true, g.arrayOrArguments().shape != anIndex
			if !p.named {
				p.typ = p.name
			}
			union(true)
			return p, true
		case g.kind() == token.PERIOD:
			p.typed = true
			g.qualified(first)
			union(true)
			return p, true
		case closing == token.RBRACK && g.kind() == token.OR:
			p.typed = true
			union(true)
			return p, true
		}
		p.named = true
		p.typ = g.i
	}
	if g.kind() == token.ELLIPSIS {
		p.typed, p.dots = true, g.i
		g.next()
		if g.typeIfAny() == nil {
			g.wrong("... is missing type")
			p.dots = 0
		}
		return p, true
	}
	if tilde() {
		p.typed = true
		g.embedded(false)
		return p, true
	}
	p.typed = g.typeIfAny() != nil
	if p.typed {
		union(true)
	}
	if p.named || p.typed {
		return p, true
	}
	g.unexpected(", expected " + word(closing))
	g.skip(token.COMMA, closing)
	return p, false
}
