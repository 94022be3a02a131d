package gocheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

// block reads statements in braces. What it comes after is said if the opening
// one is missing.
func (g *grammar) block(after string) {
	if !g.got(token.LBRACE) {
		g.unexpected(", expected { after " + after)
		g.skip(token.IDENT, token.RBRACE)
		if g.got(token.RBRACE) {
			return
		}
	}
	g.stmts()
	g.want(token.RBRACE)
}

// stmts reads statements up to what ends a block or a case.
func (g *grammar) stmts() {
	for {
		switch g.kind() {
		case token.EOF, token.RBRACE, token.CASE, token.DEFAULT:
			return
		}
		if !g.stmt() {
			return
		}
		if !g.got(token.SEMICOLON) && g.kind() != token.RBRACE {
			g.unexpected(" at end of statement")
			g.skip(token.SEMICOLON, token.RBRACE, token.CASE, token.DEFAULT)
			g.got(token.SEMICOLON)
		}
	}
}

// stmt reads a statement. It returns false if there is none.
func (g *grammar) stmt() bool {
	switch k := g.kind(); k {
	case token.IDENT:
		x := g.exprList()
		if x.shape == aName && g.kind() == token.COLON {
			return g.labeled()
		}
		g.simple(x, token.ILLEGAL)
	case token.VAR, token.CONST, token.TYPE:
		g.specs()
	case token.LBRACE:
		g.block("")
	case token.ADD, token.SUB, token.MUL, token.AND, token.XOR, token.NOT,
		token.FUNC, token.LPAREN, token.LBRACK, token.STRUCT, token.MAP, token.CHAN, token.INTERFACE, token.ARROW,
		token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING:
		g.simple(nil, token.ILLEGAL)
	case token.FOR:
		g.head(token.FOR)
		g.block("for clause")
	case token.SWITCH:
		g.head(token.SWITCH)
		g.cases("switch", func() { g.exprList() })
	case token.SELECT:
		g.next()
		g.cases("select", func() { g.simple(nil, token.ILLEGAL) })
	case token.IF:
		g.ifStmt()
	case token.FALLTHROUGH:
		g.next()
	case token.BREAK, token.CONTINUE:
		g.next()
		g.got(token.IDENT)
	case token.GO, token.DEFER:
		g.next()
		g.started(k)
	case token.GOTO:
		g.next()
		g.name()
	case token.RETURN:
		g.next()
		if g.kind() != token.SEMICOLON && g.kind() != token.RBRACE {
			g.exprList()
		}
	case token.SEMICOLON:
	default:
		return false
	}
	return true
}

// started reads the call after go or defer.
func (g *grammar) started(k token.Token) {
	x := g.primary(nil, g.kind() == token.LPAREN)
	if x.shape == aParens {
		g.later(x, "expression in "+k.String()+" must not be parenthesized")
		x = bare(x)
	}
	if x.shape != aCall && x.shape != nothing {
		g.later(x, "expression in "+k.String()+" must be function call")
	}
}

// labeled reads a label's colon and the statement after it.
func (g *grammar) labeled() bool {
	at := g.i
	g.want(token.COLON)
	if g.kind() == token.RBRACE || g.stmt() {
		return true
	}
	g.wrongAt(at, "missing statement after label")
	return false
}

// simple reads a simple statement. Its left side may have been read. In the
// head of a for statement it may be a range clause, in that of a switch x := y.(type).
func (g *grammar) simple(left *form, head token.Token) *form {
	from := g.i
	if head == token.FOR && g.kind() == token.RANGE {
		return g.rangeOver(from)
	}
	if left == nil {
		left = g.exprList()
	}
	from = left.from
	at, op := g.i, g.kind()
	switch {
	case op == token.ASSIGN || op == token.DEFINE:
		g.next()
		if head == token.FOR && g.kind() == token.RANGE {
			if left.shape == aList && len(left.kids) > 2 {
				g.later(left.kids[2], "range clause permits at most two iteration variables")
			}
			return g.rangeOver(from)
		}
		right := g.exprList()
		if right.shape == aGuard && head == token.SWITCH && op == token.DEFINE && left.shape == aName {
			return right
		}
		return g.assignment(from, at, op, left, right)
	case left.shape == aList:
		g.unexpected(", expected := or = or comma")
		g.skip(token.SEMICOLON, token.RBRACE)
		return left.kids[0]
	case op == token.INC || op == token.DEC:
		g.next()
		return g.assignment(from, at, op, left)
	case op == token.ARROW:
		g.next()
		g.expr()
		return g.form(aSend, from, at)
	case isAssignOp(op):
		g.next()
		return g.assignment(from, at, op, left, g.expr())
	}
	return left
}

func (g *grammar) assignment(from, at int, op token.Token, sides ...*form) *form {
	f := g.form(anAssignment, from, at, sides...)
	f.op = op
	return f
}

func isAssignOp(k token.Token) bool { return k >= token.ADD_ASSIGN && k <= token.AND_NOT_ASSIGN }

// rangeOver reads range and the expression after it.
func (g *grammar) rangeOver(from int) *form {
	g.next()
	g.expr()
	return g.form(aRange, from, from)
}

// head reads the head of an if, for or switch statement with its keyword.
func (g *grammar) head(k token.Token) {
	g.want(k)
	if g.kind() == token.LBRACE {
		if k == token.IF {
			g.wrong("missing condition in if statement")
		}
		return
	}
	outer := g.nested
	g.nested = -1
	defer func() { g.nested = outer }()

	var first *form
	if g.kind() != token.SEMICOLON {
		if g.got(token.VAR) {
			g.wrong("var declaration not allowed in " + k.String() + " initializer")
		}
		first = g.simple(nil, k)
		if first.shape == aRange {
			return
		}
	}
	if g.kind() == token.LBRACE {
		g.condition(k, first, -1)
		return
	}
	semicolon := -1
	if g.kind() == token.SEMICOLON {
		semicolon = g.i
		g.next()
	} else {
		g.want(token.LBRACE)
		if g.kind() != token.LBRACE {
			g.skip(token.LBRACE, token.RBRACE)
		}
	}
	var cond *form
	if k == token.FOR {
		cond = g.forClauses()
	} else if g.kind() != token.LBRACE {
		cond = g.simple(nil, k)
	}
	g.condition(k, cond, semicolon)
}

// forClauses reads the condition and the post statement, and returns the
// condition if there is one.
func (g *grammar) forClauses() (cond *form) {
	if g.kind() == token.LBRACE {
		g.unexpected(", expected for loop condition")
		return nil
	}
	if g.kind() != token.SEMICOLON {
		cond = g.simple(nil, token.ILLEGAL)
	}
	g.want(token.SEMICOLON)
	if g.kind() != token.LBRACE {
		if post := g.simple(nil, token.ILLEGAL); post.shape == anAssignment && post.op == token.DEFINE {
			g.wrongAt(post.at, "cannot declare in post statement of for loop")
		}
	}
	return cond
}

// condition complains if what stands for a condition is none.
func (g *grammar) condition(k token.Token, cond *form, semicolon int) {
	if cond == nil {
		if k != token.IF || semicolon < 0 {
			return
		}
		if text := g.lex[semicolon].text; text != "semicolon" {
			g.wrongAt(semicolon, "unexpected "+text+", expected { after if clause")
		} else {
			g.wrongAt(semicolon, "missing condition in if statement")
		}
		return
	}
	text := ""
	switch {
	case cond.shape == anAssignment && cond.op == token.ASSIGN:
		text = "assignment " + g.side(cond.kids[0]) + " = " + g.side(cond.kids[1])
	case cond.shape == anAssignment && len(cond.kids) == 2:
		text = g.short(cond.kids[0]) + " " + cond.op.String() + " " + g.short(cond.kids[1])
	case cond.shape == anAssignment || cond.shape == aSend:
		text = g.text(cond)
	default:
		return
	}
	g.wrongAt(cond.at, "cannot use "+text+" as value")
}

// side is the text of one side of an assignment that stands out against =.
func (g *grammar) side(f *form) string {
	if f.shape == anInfix {
		return "(" + g.short(f) + ")"
	}
	return g.short(f)
}

// short is the text of an expression as the compiler prints it: spaces put
// right, bodies and elements left out.
func (g *grammar) short(f *form) string {
	if f.shape == aList {
		text := ""
		for i, kid := range f.kids {
			if i > 0 {
				text += ", "
			}
			text += g.short(kid)
		}
		return text
	}
	x, err := parser.ParseExpr(g.text(f))
	if err != nil {
		return g.text(f)
	}
	if _, ok := x.(*ast.FuncLit); ok {
		return g.text(f)
	}
	return types.ExprString(x)
}

// ifStmt reads an if statement and all that its else lead to.
func (g *grammar) ifStmt() {
	g.head(token.IF)
	g.block("if clause")
	if !g.got(token.ELSE) {
		return
	}
	switch g.kind() {
	case token.IF:
		g.ifStmt()
	case token.LBRACE:
		g.block("")
	default:
		g.wrong("else must be followed by if or statement block")
		g.skip(token.IDENT, token.RBRACE)
	}
}

// cases reads the clauses of a switch or select statement.
func (g *grammar) cases(what string, of func()) {
	if !g.got(token.LBRACE) {
		g.wrong("missing { after " + what + " clause")
		g.skip(token.CASE, token.DEFAULT, token.RBRACE)
	}
	for g.kind() != token.EOF && g.kind() != token.RBRACE {
		switch g.kind() {
		case token.CASE:
			g.next()
			of()
		case token.DEFAULT:
			g.next()
		default:
			g.unexpected(", expected case or default or }")
			g.skip(token.COLON, token.CASE, token.DEFAULT, token.RBRACE)
		}
		g.want(token.COLON)
		g.stmts()
	}
	g.want(token.RBRACE)
}
