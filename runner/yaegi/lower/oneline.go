package lower

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/gocheck"
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

// inLine is the text of a node, on one line.
func (w *rewriter) inLine(n ast.Node) string {
	text := w.text(n)
	if strings.Contains(text, "\n") {
		text = oneLine(text)
	}
	return text
}

// unusedImports takes away the imports that nothing needs once the edits are
// made.
func (w *rewriter) unusedImports() {
	if !slices.ContainsFunc(w.edits, func(e edit) bool { return strings.Contains(w.Sources[e.file][e.from:e.to], ".") }) {
		return // no name of a package goes
	}
	changes := w.changes()
	if !slices.ContainsFunc(w.Files, func(f *ast.File) bool { return !w.keepsImports(f, changes) }) {
		return // without parsing all anew
	}
	for name, source := range gocheck.Changed(w.Sources, changes) {
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
			if w.fileName(f) == name {
				w.dropImports(f, used)
			}
		}
	}
}

// keepsImports reports whether each import of a file is sure to have a use: in a change,
// or where no edit comes near.
func (w *rewriter) keepsImports(f *ast.File, changes []gocheck.Change) bool {
	unseen := map[string]bool{}
	for _, s := range f.Imports {
		name := w.importName(s)
		named := slices.ContainsFunc(changes, func(c gocheck.Change) bool { return c.File == w.fileName(f) && w.mentions(c, name) })
		if !named && name != "_" && name != "." {
			unseen[name] = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && unseen[id.Name] && !w.isNearEdit(sel) {
				delete(unseen, id.Name)
			}
		}
		return len(unseen) > 0
	})
	return len(unseen) == 0
}

// mentions reports whether a change is sure to use a package: its name begins an
// operand there, and is not in what would only look like it, a string or a comment.
func (w *rewriter) mentions(c gocheck.Change, pkg string) bool {
	i := strings.Index(c.Text, pkg+".")
	if i < 0 || strings.ContainsAny(c.Text, "\"'`/") {
		return false
	}
	before := c.Text[:i]
	if before == "" {
		before = w.Sources[c.File][:c.From]
	}
	return strings.HasSuffix(before, "(") || strings.HasSuffix(before, " ")
}

// isNearEdit reports whether an edit is made within a node, around it or beside it.
func (w *rewriter) isNearEdit(n ast.Node) bool {
	file, from := w.Place(n.Pos())
	to := w.Offset(n.End())
	return slices.ContainsFunc(w.edits, func(e edit) bool { return e.file == file && e.from <= to && from <= e.to })
}

// importName is what a file calls a package that it imports.
func (w *rewriter) importName(s *ast.ImportSpec) string {
	if p := w.Info.PkgNameOf(s); p != nil {
		return p.Name()
	}
	value, _ := strconv.Unquote(s.Path.Value)
	return path.Base(value)
}

func (w *rewriter) dropImports(f *ast.File, used map[string]bool) {
	for _, d := range f.Decls {
		d, ok := d.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT {
			continue
		}
		for _, s := range d.Specs {
			s := s.(*ast.ImportSpec)
			if name := w.importName(s); used[name] || name == "_" || name == "." {
				continue
			}
			gone := ast.Node(d)
			if d.Lparen.IsValid() {
				gone = s
			}
			file, start := w.Place(gone.Pos())
			w.replaceAt(file, start, w.pastSemicolon(file, w.Offset(gone.End())), "")
		}
	}
}

// pastSemicolon is behind the semicolon that what ends at a place is followed by, as on one line
// with another, or that place: a semicolon alone is neither a specification nor a declaration.
func (w *rewriter) pastSemicolon(file string, end int) int {
	rest := w.Sources[file][end:]
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", fset.Base(), len(rest)), []byte(rest), func(token.Position, string) {}, 0)
	if pos, tok, literal := s.Scan(); tok == token.SEMICOLON && literal == ";" {
		return end + fset.Position(pos).Offset + len(literal)
	}
	return end
}
