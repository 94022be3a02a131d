package verify

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
)

// codeLines counts the lines of a Go file that hold code: neither blank, nor
// only comment, nor the package clause or an import.
func codeLines(source string) int {
	fset := token.NewFileSet()
	skip := 0 // the last line of the imports
	if f, err := parser.ParseFile(fset, "", source, parser.ImportsOnly); err == nil {
		skip = fset.Position(f.Name.End()).Line
		for _, d := range f.Decls {
			if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
				skip = max(skip, fset.Position(d.End()-1).Line)
			}
		}
	}
	var s scanner.Scanner
	file := fset.AddFile("", fset.Base(), len(source))
	s.Init(file, []byte(source), func(token.Position, string) {}, 0)
	count, last := 0, skip
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return count
		}
		if tok == token.SEMICOLON && text == "\n" {
			continue // not in the source
		}
		first := file.Line(pos)
		end := first
		if tok == token.STRING {
			end = file.Line(pos + token.Pos(len(text)) - 1) // a raw string has several
		}
		if end > last {
			count += end - max(last, first-1)
			last = end
		}
	}
}
