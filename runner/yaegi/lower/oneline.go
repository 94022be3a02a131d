package lower

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"strconv"
	"strings"
)

// oneLine writes a piece of Go on one line, without its comments but for the
// short ones that rewritings make, so that it fits anywhere without moving a
// line.
func oneLine(text string) string {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", fset.Base(), len(text)), []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	for {
		_, tok, literal := s.Scan()
		switch {
		case tok == token.EOF:
			return strings.TrimRight(b.String(), "; ")
		case tok == token.COMMENT && (strings.HasPrefix(literal, "//") || strings.Contains(literal, "\n")):
			continue
		case tok == token.SEMICOLON && literal == "\n":
			b.WriteString("; ")
			continue
		case tok == token.STRING && strings.Contains(literal, "\n"):
			value, _ := strconv.Unquote(literal)
			literal = strconv.Quote(value)
		case literal == "" || tok.IsOperator():
			literal = tok.String()
		}
		b.WriteString(literal)
		if tok != token.PERIOD {
			b.WriteString(" ")
		}
	}
}

// unusedImports takes away the imports that nothing needs once the edits are
// made.
func (w *rewriter) unusedImports() {
	for name, source := range w.apply() {
		f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			continue // which the next check says better
		}
		used := map[string]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := sel.X.(*ast.Ident); ok {
					used[id.Name] = true
				}
			}
			return true
		})
		for _, f := range w.Files {
			if w.Fset.File(f.Pos()).Name() == name {
				w.dropImports(f, used)
			}
		}
	}
}

func (w *rewriter) dropImports(f *ast.File, used map[string]bool) {
	for _, d := range f.Decls {
		d, ok := d.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT {
			continue
		}
		for _, s := range d.Specs {
			s := s.(*ast.ImportSpec)
			value, _ := strconv.Unquote(s.Path.Value)
			name := path.Base(value)
			if p := w.Info.PkgNameOf(s); p != nil {
				name = p.Name()
			}
			if used[name] || name == "_" || name == "." {
				continue
			}
			if d.Lparen.IsValid() {
				w.replace(s.Pos(), s.End(), "")
			} else {
				w.replace(d.Pos(), d.End(), "")
			}
		}
	}
}
