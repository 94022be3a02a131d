package assist

import (
	"go/scanner"
	"go/token"
	"strings"
)

// A lexeme is a word of a source, from one byte to another.
type lexeme struct {
	span
	kind token.Token
}

// lexemes are the words of a source, comments and all, whatever is wrong with it.
func lexemes(source string) (all []lexeme) {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			return all
		}
		from := file.Offset(pos)
		all = append(all, lexeme{span{from, from + len(text)}, kind})
	}
}

// inComment says whether an offset is in a comment or a literal, where nothing is
// completed.
func inComment(source string, at int) bool {
	for _, l := range lexemes(source) {
		open := l.kind == token.COMMENT && strings.HasPrefix(source[l.from:], "//") // it has no end of its own
		literal := l.kind == token.COMMENT || l.kind == token.STRING || l.kind == token.CHAR
		if literal && l.from < at && (at < l.to || open && at == l.to) {
			return true
		}
	}
	return false
}

// inImport says whether an offset is in the path of an import, and which part of it
// stands before that.
func inImport(source string, at int) (path string, from int, ok bool) {
	imports, group := false, false
	for _, l := range lexemes(source) {
		switch {
		case l.kind == token.IMPORT:
			imports, group = true, false
		case l.kind == token.LPAREN && imports:
			group = true
		case l.kind == token.STRING && imports && l.from < at && at <= l.to:
			if at == l.to && l.to-l.from > 1 && source[l.to-1] == source[l.from] {
				return "", 0, false // behind it
			}
			return source[l.from+1 : at], l.from + 1, true
		case l.kind == token.SEMICOLON && imports && !group, l.kind == token.RPAREN:
			imports = false
		case l.kind == token.FUNC || l.kind == token.TYPE || l.kind == token.VAR || l.kind == token.CONST:
			imports = false
		}
	}
	return "", 0, false
}
