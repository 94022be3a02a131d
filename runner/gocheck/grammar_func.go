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
	p := param{name: g.i, typ: g.i}
	switch {
	case first != nil:
		p.name, p.typ = first.from, first.from
	case g.kind() == token.IDENT:
		first = g.name()
	case closing == token.RBRACK && g.kind() == token.TILDE:
		g.embedded(false)
		p.typed = true
		return p, true
	}
	if first != nil {
		if g.afterName(&p, first, closing) {
			return p, true
		}
		p.named, p.typ = true, g.i
	}
	switch {
	case g.kind() == token.ELLIPSIS:
		p.typed, p.dots = true, g.i
		g.next()
		if g.typeIfAny() == nil {
			g.wrong("... is missing type")
			p.dots = 0
		}
	case closing == token.RBRACK && g.kind() == token.TILDE:
		p.typed = true
		g.embedded(false)
	default:
		if p.typed = g.typeIfAny() != nil; p.typed {
			g.union(closing)
		}
	}
	if !p.named && !p.typed {
		g.unexpected(", expected " + word(closing))
		g.skip(token.COMMA, closing)
	}
	return p, p.named || p.typed
}

// afterName reads what follows the first name of a parameter if it makes the
// name part of a type, or decides that it is not. Otherwise it reads nothing
// and returns false.
func (g *grammar) afterName(p *param, first *form, closing token.Token) bool {
	switch {
	case g.kind() == token.LBRACK:
		p.typ = g.i
		if p.named = g.arrayOrArguments().shape != anIndex; !p.named {
			p.typ = p.name
		}
	case g.kind() == token.PERIOD:
		g.qualified(first)
	case closing == token.RBRACK && g.kind() == token.OR:
	default:
		return false
	}
	p.typed = true
	g.union(closing)
	return true
}

// union reads the further terms of a union, in a list of type parameters.
func (g *grammar) union(closing token.Token) {
	if closing == token.RBRACK && g.kind() == token.OR {
		g.embedded(true)
	}
}
