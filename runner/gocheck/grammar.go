package gocheck

import (
	"go/token"
	"slices"
	"strings"
)

// A grammar reads one source by the grammar of the language for the sole
// purpose of its mistakes. It complains, and goes on after a mistake, where and
// as the compiler does; go/parser, which makes the tree for the type checker,
// has other words and trips over other things after the first mistake.
//
// The methods follow the productions of the specification. They return a form
// only as deep as the grammar itself has to look into it.
type grammar struct {
	source string
	lex    []lexeme
	i      int // of the lexeme in turn

	bodies int  // function bodies around the lexeme
	nested int  // brackets around it within an expression; -1 in the head of an if, for or switch, where { begins the block
	faulty bool // a mistake was found before
	report func(offset int, text string)
	late   []fault // mistakes that leave the compiler's type checker to speak too
}

// mistakes reads a source, taken apart by lex, and reports what is wrong with it, in the order in
// which the compiler finds it. It returns apart what go/parser counts as wrong
// and the compiler as well-formed, to be refused with the errors of types.
func mistakes(source string, lexemes []lexeme, report func(offset int, text string)) (late []fault) {
	g := &grammar{source: source, lex: lexemes, report: report}
	g.arrive()
	g.file()
	return g.late
}

// shape is what kind of thing a form is.
type shape int

const (
	nothing shape = iota
	aName
	aSelector
	aLiteral
	aParens
	aComposite
	aFuncLit
	aCall
	anIndex
	aSlice
	anAssertion
	aGuard
	aPrefix
	anInfix
	anArray
	aSliceType
	aStruct
	aMap
	aChan
	aFunc
	anInterface
	aList
	anAssignment
	aSend
	aRange
)

// A form is an expression, a type or a simple statement that was read.
type form struct {
	shape    shape
	op       token.Token // of aPrefix, anInfix and anAssignment; of aChan: ARROW for <-chan, sendOnly for chan<-, CHAN for chan
	kids     []*form
	dots     bool // a call with ...
	at       int  // the lexeme by which the compiler places it
	from, to int  // its lexemes
}

const sendOnly = token.SHL // any token that a channel type does not have otherwise

func (g *grammar) kind() token.Token { return g.lex[g.i].kind }

// next goes on to the next lexeme.
func (g *grammar) next() {
	if g.kind() != token.EOF {
		g.i++
		g.arrive()
	}
}

// arrive reports what is wrong with the characters of the lexeme in turn.
func (g *grammar) arrive() {
	for _, f := range g.lex[g.i].faults {
		g.faulty = true
		g.report(f.offset, f.text)
	}
}

// got passes a lexeme of that kind, if it is in turn.
func (g *grammar) got(k token.Token) bool {
	if g.kind() != k {
		return false
	}
	g.next()
	return true
}

// want passes a lexeme of that kind, or complains.
func (g *grammar) want(k token.Token) {
	if !g.got(k) {
		g.unexpected(", expected " + word(k))
		g.skip()
	}
}

// gotAssign passes = and, with a complaint, :=.
func (g *grammar) gotAssign() bool {
	if g.kind() == token.DEFINE {
		g.unexpected(", expected =")
		g.next()
		return true
	}
	return g.got(token.ASSIGN)
}

// word names a kind of lexeme as complaints do.
func word(k token.Token) string {
	switch {
	case k == token.COMMA:
		return "comma"
	case k == token.SEMICOLON:
		return "semicolon or newline"
	case k == token.IDENT:
		return "name"
	case k.IsKeyword():
		return "keyword " + k.String()
	}
	return k.String()
}

// found names the lexeme in turn.
func (g *grammar) found() string {
	switch l := g.lex[g.i]; {
	case l.kind == token.IDENT:
		return "name " + l.text
	case l.kind == token.SEMICOLON:
		return l.text
	case isLiteral(l.kind):
		return "literal " + l.text
	default:
		return word(l.kind)
	}
}

func isLiteral(k token.Token) bool { return k.IsLiteral() && k != token.IDENT }

// unexpected complains about the lexeme in turn.
func (g *grammar) unexpected(rest string) { g.wrong("unexpected " + g.found() + rest) }

// wrong reports a syntax error at the lexeme in turn.
func (g *grammar) wrong(text string) { g.wrongAt(g.i, text) }

// wrongAt reports a syntax error, unless it is at the end and follows from another one.
func (g *grammar) wrongAt(i int, text string) {
	if g.kind() == token.EOF && g.faulty {
		return
	}
	g.notSo(i, "syntax error: "+text)
}

// notSo reports an error that the compiler does not count as one of syntax.
func (g *grammar) notSo(i int, text string) {
	g.faulty = true
	g.report(g.lex[i].from, text)
}

// later keeps an error for the stage of types.
func (g *grammar) later(f *form, text string) {
	g.late = append(g.late, fault{g.lex[f.from].from, text})
}

// beginners are keywords that begin a statement: good places to go on from.
var beginners = []token.Token{token.BREAK, token.CONST, token.CONTINUE, token.DEFER, token.FALLTHROUGH,
	token.FOR, token.GO, token.GOTO, token.IF, token.RETURN, token.SELECT, token.SWITCH, token.TYPE, token.VAR}

// skip passes lexemes up to one of the given kinds or, in a function, one that
// begins a statement. Given nothing, it passes one.
func (g *grammar) skip(until ...token.Token) {
	if len(until) == 0 {
		g.next()
		return
	}
	for k := g.kind(); k != token.EOF && !slices.Contains(until, k); k = g.kind() {
		if g.bodies > 0 && slices.Contains(beginners, k) {
			return
		}
		g.next()
	}
}

// form makes a form that began with lexeme from and ends before the one in turn.
func (g *grammar) form(s shape, from, at int, kids ...*form) *form {
	return &form{shape: s, kids: kids, at: at, from: from, to: g.i}
}

// text is the source of a form.
func (g *grammar) text(f *form) string {
	if f.from >= f.to {
		return ""
	}
	return strings.TrimSpace(g.source[g.lex[f.from].from:g.lex[f.to-1].to])
}

// series reads elements, separated by sep (which may also follow the last),
// up to and with the closing bracket. element returns whether it was the last.
// The result is the lexeme that closed it.
func (g *grammar) series(what string, sep, closing token.Token, element func() bool) int {
	for done := false; g.kind() != token.EOF && g.kind() != closing && !done; {
		done = element()
		if !g.got(sep) && g.kind() != closing {
			g.unexpected(" in " + what + "; possibly missing " + word(sep) + " or " + word(closing))
			g.skip(token.RPAREN, token.RBRACK, token.RBRACE)
			if g.kind() != closing {
				return g.i
			}
		}
	}
	end := g.i
	g.want(closing)
	return end
}

// name reads an identifier.
func (g *grammar) name() *form {
	i := g.i
	if g.got(token.IDENT) {
		return g.form(aName, i, i)
	}
	g.unexpected(", expected name")
	g.skip()
	return g.form(aName, i, i)
}

// names reads the rest of a list of identifiers.
func (g *grammar) names() {
	for g.got(token.COMMA) {
		g.name()
	}
}
