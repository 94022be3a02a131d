package gocheck

import (
	"fmt"
	"go/ast"
	"go/token"
)

// What a program may be at most. The bounds are far from what people write in a
// lesson; they keep the recursion of parser and type checker from using up the
// stack, which no one recovers from, and the plainest kinds of short programs
// from taking minutes: the order of initialisation and the cycles of types take
// cubic time.
const (
	maxSource   = 256 << 10 // bytes in all files together
	maxNesting  = 5_000     // see nesting
	maxDeclared = 500       // types anywhere, functions and variables at package level
	maxString   = 16 << 20  // bytes of a constant string
	maxParts    = 1 << 16   // values that lie within one value of a type: see parts
	maxRepeated = 1 << 20   // syntax nodes evaluated again for constants that repeat the expression before
)

// bounds refuses what is too much before anything is parsed, and takes the
// sources apart into lexemes.
func bounds(p *program) []Problem {
	if len(p.names) == 0 {
		return []Problem{{"main.go", 1, 1, "no Go files"}}
	}
	size := 0
	for _, name := range p.names {
		if size += len(p.sources[name]); size > maxSource {
			return []Problem{{name, 1, 1, fmt.Sprintf("the program is too large: more than %d KiB of source", maxSource>>10)}}
		}
	}
	for _, name := range p.names {
		lexemes, comments := lex(p.sources[name])
		p.lexemes, p.comments = append(p.lexemes, lexemes), append(p.comments, comments)
		if offset, ok := nesting(lexemes); !ok {
			line, column := lineStarts(p.sources[name]).place(offset)
			return []Problem{{name, line, column, "the program is nested too deeply here: split the expression or the statement"}}
		}
	}
	return nil
}

// nesting returns false, and where, if the tree of a source could be deeper
// than maxNesting. What nests in Go is in brackets, or is a sequence of tokens
// without a comma or semicolon, such as a chain of operators, or is a chain of
// else. So the tokens around the one in turn that stand in the same element of
// a list, at each level of brackets, and the elses, are no fewer than the
// levels of the tree.
func nesting(lexemes []lexeme) (offset int, ok bool) {
	type level struct{ tokens, elses int }
	levels, sum := []level{{}}, 0
	for _, l := range lexemes {
		top := &levels[len(levels)-1]
		switch l.kind {
		case token.COMMA, token.SEMICOLON:
			sum -= top.tokens
			top.tokens = 0
			continue
		case token.CASE, token.DEFAULT:
			sum -= top.tokens - 1
			top.tokens = 1
		case token.ELSE:
			top.elses++
			sum++
		default:
			top.tokens++
			sum++
		}
		if sum > maxNesting {
			return l.from, false
		}
		switch l.kind {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			levels = append(levels, level{})
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if len(levels) > 1 {
				sum -= top.tokens + top.elses
				levels = levels[:len(levels)-1]
			}
		}
	}
	return 0, true
}

// declarations refuses what is too much for the type checker.
func declarations(p *program) []Problem {
	declared, local := 0, false
	var at token.Pos
	count := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			declared++
		case *ast.TypeSpec:
			declared++
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && n.Tok == token.VAR && !local {
					declared += len(v.Names)
				}
			}
		case *ast.BlockStmt:
			local = true
		}
		if declared > maxDeclared && !at.IsValid() {
			at = n.Pos()
		}
		return !at.IsValid()
	}
	for _, f := range p.files {
		for _, d := range f.Decls {
			local = false
			ast.Inspect(d, count)
		}
	}
	if at.IsValid() {
		return []Problem{p.problem(at, fmt.Sprintf("the program declares too much: more than %d types, functions and package variables", maxDeclared))}
	}
	if problem, ok := repeated(p); !ok {
		return []Problem{problem}
	}
	if problems := wideTypes(p); problems != nil {
		return problems
	}
	return longStrings(p)
}

// repeated bounds the work for constants without an expression, each of which
// repeats the one before in full.
func repeated(p *program) (problem Problem, ok bool) {
	work := 0
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			d, isDecl := n.(*ast.GenDecl)
			if !isDecl || d.Tok != token.CONST || work > maxRepeated {
				return true
			}
			size := 0
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				if len(v.Values) > 0 {
					size = nodes(v)
				} else if work += size; work > maxRepeated {
					problem = p.problem(v.Pos(), "the program repeats too large an expression in its constants")
					break
				}
			}
			return true
		})
	}
	return problem, work <= maxRepeated
}

func nodes(n ast.Node) int {
	count := 0
	ast.Inspect(n, func(ast.Node) bool {
		count++
		return true
	})
	return count
}

// longStrings refuses constant strings that grow by concatenation beyond all
// bounds: thirty constants, each twice the one before, make 2³⁰ bytes.
func longStrings(p *program) []Problem {
	l := lengths{constants: map[string][]ast.Expr{}, known: map[any]int{}}
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
				l.declare(d)
			}
			return true
		})
	}
	var problems []Problem
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if x, ok := n.(*ast.BinaryExpr); ok && problems == nil && l.of(x) > maxString {
				problems = []Problem{p.problem(x.Pos(), fmt.Sprintf("constant string may be too long: more than %d MiB", maxString>>20))}
			}
			return problems == nil
		})
	}
	return problems
}

// lengths are bounds on how long a constant string an expression can be. They
// go by names alone: of several constants with one name the longest counts.
type lengths struct {
	constants map[string][]ast.Expr
	known     map[any]int // by name and by *ast.BinaryExpr
}

func (l lengths) declare(d *ast.GenDecl) {
	var values []ast.Expr
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		if len(v.Values) > 0 {
			values = v.Values
		}
		for i, name := range v.Names {
			if i < len(values) {
				l.constants[name.Name] = append(l.constants[name.Name], values[i])
			}
		}
	}
}

// of bounds one expression.
func (l lengths) of(x ast.Expr) int {
	switch x := x.(type) {
	case *ast.BasicLit:
		if x.Kind == token.STRING {
			return len(x.Value)
		}
	case *ast.ParenExpr:
		return l.of(x.X)
	case *ast.CallExpr:
		if len(x.Args) == 1 {
			return l.of(x.Args[0]) // a conversion
		}
	case *ast.BinaryExpr:
		if n, ok := l.known[x]; ok || x.Op != token.ADD {
			return n
		}
		n := min(l.of(x.X)+l.of(x.Y), maxString+1)
		l.known[x] = n
		return n
	case *ast.Ident:
		name := x.Name
		if n, ok := l.known[name]; ok {
			return n
		}
		l.known[name] = 0 // a cycle, which the type checker reports
		n := 0
		for _, value := range l.constants[name] {
			n = max(n, l.of(value))
		}
		l.known[name] = n
		return n
	}
	return 0
}
