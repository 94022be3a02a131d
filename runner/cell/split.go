package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// A maker makes a program of one cell.
type maker struct {
	before *Declarations
	name   string
	file   string // its own in the program
	text   string

	declared []declared          // of the cell
	value    *span               // its last statement, if that is an expression
	fset     *token.FileSet      // of the function main
	main     *ast.FuncDecl       // its statements, without what is declared and the value
	locals   []string            // names that these declare at the top level
	vars     map[string]bool     // names of locals
	void     bool                // the value is none
	shared   map[string]variable // of vars, those that the cell's functions may mean

	checked *checkedCell
	changes []edit // of the text, for it to be executed
	program *Program
}

// A declared is a type, a constant, an import or a function.
type declared struct {
	span
	kind  string
	names []string
}

// split tells declarations, statements and the value apart.
func (m *maker) split() []Problem {
	spans, problem := statements(m.name, m.text)
	if problem != nil {
		return []Problem{*problem}
	}
	for i, s := range spans {
		text := m.text[s.from:s.to]
		kind := declares(text)
		if kind == "" {
			if i == len(spans)-1 && isExpression(text) {
				m.value = &s.span
			}
			continue
		}
		m.declared = append(m.declared, declared{s.span, kind, declaredNames(text)})
	}
	return m.reserved()
}

// ours are the names that programs of cells have for what is in no cell.
var ours = regexp.MustCompile(`^cell(Value[0-9]*|Text[0-9]+|Old[0-9]+_.*)$`)

// reserved finds the first name that a cell cannot have.
func (m *maker) reserved() []Problem {
	for _, d := range m.declared {
		line := 1 + strings.Count(m.text[:d.from], "\n")
		switch {
		case slices.Contains(d.names, "main"):
			return []Problem{{m.name, line, 1, "main redeclared in this block: the cell's statements are its function main", false}}
		case slices.Contains(d.names, "init"):
			return []Problem{{m.name, line, 1, "func init is called by nobody here; write its statements as a cell", false}}
		}
	}
	f := token.NewFileSet().AddFile("", -1, len(m.text))
	var s scanner.Scanner
	s.Init(f, []byte(m.text), func(token.Position, string) {}, 0)
	for {
		pos, tok, name := s.Scan()
		switch {
		case tok == token.EOF:
			return nil
		case tok == token.IDENT && ours.MatchString(name):
			at := f.PositionFor(pos, false)
			return []Problem{{m.name, at.Line, at.Column, fmt.Sprintf("the name %s is not available here: what runs cells has such names; choose another", name), true}}
		}
	}
}

// A statement is one at the top level, from its first token to its last.
type statement struct{ span }

// statements finds the statements of a text.
func statements(name, text string) (all []statement, problem *Problem) {
	fset := token.NewFileSet()
	f := fset.AddFile(name, -1, len(text))
	var s scanner.Scanner
	s.Init(f, []byte(text), func(token.Position, string) {}, 0)
	depth, open := 0, false
	end := 0
	for {
		pos, tok, lit := s.Scan()
		at := f.Offset(pos)
		switch {
		case tok == token.EOF || tok == token.SEMICOLON && depth == 0:
			if open {
				all[len(all)-1].to = end
				open = false
			}
			if tok == token.EOF {
				return all, nil
			}
			continue
		case tok == token.LBRACE || tok == token.LPAREN || tok == token.LBRACK:
			depth++
		case tok == token.RBRACE || tok == token.RPAREN || tok == token.RBRACK:
			if depth--; depth < 0 {
				p := f.Position(pos)
				return nil, &Problem{name, p.Line, p.Column, "syntax error: unexpected " + tok.String(), false}
			}
		}
		if tok == token.SEMICOLON {
			continue
		}
		if !open {
			all, open = append(all, statement{span{from: at}}), true
		}
		if lit == "" {
			lit = tok.String()
		}
		end = at + len(lit)
	}
}

// declares is the kind of a declaration that stands outside of functions; nothing
// if the text is none.
func declares(text string) string {
	var s scanner.Scanner
	f := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(f, []byte(text), func(token.Position, string) {}, 0)
	_, first, _ := s.Scan()
	switch first {
	case token.TYPE, token.CONST, token.IMPORT:
		return first.String()
	case token.FUNC:
	default:
		return ""
	}
	depth := 0
	var before, tok token.Token
	for {
		before = tok
		if _, tok, _ = s.Scan(); tok == token.EOF {
			return ""
		}
		switch {
		case depth == 0 && tok == token.IDENT && (before == token.ILLEGAL || before == token.RPAREN):
			// func f, or func (r T) m; not func() T {
			_, next, _ := s.Scan()
			if next == token.LPAREN || next == token.LBRACK {
				return "func"
			}
			return ""
		case tok == token.LPAREN:
			depth++
		case tok == token.RPAREN:
			depth--
		case depth == 0:
			return ""
		}
	}
}

// declaredNames are those of a declaration, as far as it can be parsed.
func declaredNames(text string) (names []string) {
	f, _ := parser.ParseFile(token.NewFileSet(), "", "package p;"+text, parser.SkipObjectResolution)
	if f == nil {
		return nil
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil && len(d.Recv.List) == 1 {
				name = receiver(d.Recv.List[0].Type) + "." + name
			}
			names = append(names, name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

// receiver is the name of a receiver's type.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// isExpression holds for an expression, or several with commas between them.
func isExpression(text string) bool {
	e, err := parser.ParseExprFrom(token.NewFileSet(), "", "f("+text+",)", parser.SkipObjectResolution)
	call, ok := e.(*ast.CallExpr)
	return err == nil && ok && !call.Ellipsis.IsValid() && len(call.Args) > 0
}

// find parses the statements and finds the names that they declare at the top level.
func (m *maker) find() []Problem {
	m.vars = map[string]bool{}
	m.fset = token.NewFileSet()
	source := "package main\nfunc main() {\n" + m.statements() + "\n}\n"
	f, err := parser.ParseFile(m.fset, m.name, source, parser.SkipObjectResolution)
	if err != nil || f == nil || len(f.Decls) != 1 {
		return nil // check says what is wrong
	}
	main, ok := f.Decls[0].(*ast.FuncDecl)
	if !ok || main.Body == nil {
		return nil
	}
	m.main = main
	note := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok && id.Name != "_" && !m.vars[id.Name] {
			m.vars[id.Name] = true
			m.locals = append(m.locals, id.Name)
		}
	}
	for _, s := range main.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				for _, e := range s.Lhs {
					note(e)
				}
			}
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					for _, id := range spec.(*ast.ValueSpec).Names {
						note(id)
					}
				}
			}
		}
	}
	return nil
}

// statements is the cell without its declarations and its value.
func (m *maker) statements() string {
	var out []span
	for _, d := range m.declared {
		out = append(out, d.span)
	}
	if m.value != nil {
		out = append(out, *m.value)
	}
	return blanked(m.text, out...)
}
