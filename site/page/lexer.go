package page

import (
	"go/scanner"
	"go/token"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// The lexers of the languages that the book shows. Chroma's own collection
// knows three hundred, and reads the heads of all of them when a program that
// links it starts: 13 ms, which every box and every worker of every run would
// pay, as they are this same binary.

// tokenise cuts code of a language, as a fence names it, into tokens. Of a
// language that is not known it makes none.
func tokenise(code, language string) ([]chroma.Token, error) {
	switch language {
	case "go":
		return goTokens(code), nil
	case "toml":
		return chroma.Tokenise(tomlLexer(), nil, code)
	case "console":
		return chroma.Tokenise(consoleLexer(), nil, code)
	}
	return nil, nil
}

// goTokens asks Go's own scanner, whose time is linear in what it is given:
// this is also how a reader's edit is shown, which may be anything.
func goTokens(code string) []chroma.Token {
	var tokens []chroma.Token
	add := func(kind chroma.TokenType, text string) {
		if text != "" {
			tokens = append(tokens, chroma.Token{Type: kind, Value: text})
		}
	}
	files := token.NewFileSet()
	file := files.AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), nil, scanner.ScanComments)
	end := 0 // of what was added
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			add(chroma.Text, code[end:])
			return tokens
		}
		if tok == token.SEMICOLON && literal == "\n" {
			continue // not in the code, but meant by its line's end
		}
		at := file.Offset(pos)
		if literal == "" {
			literal = tok.String()
		}
		// The scanner drops carriage returns from what it hands out.
		next := min(at+len(literal), len(code))
		if tok == token.COMMENT || tok == token.STRING {
			next = endOf(code, at, literal)
		}
		if at < end {
			continue
		}
		add(chroma.Text, code[end:at])
		add(goType(tok, literal), code[at:next])
		end = next
	}
}

// endOf is where a literal ends in code that may have carriage returns which
// the literal does not have.
func endOf(code string, at int, literal string) int {
	for i := 0; i < len(literal) && at < len(code); at++ {
		if code[at] == literal[i] {
			i++
		} else if code[at] != '\r' {
			break
		}
	}
	return at
}

func goType(tok token.Token, literal string) chroma.TokenType {
	switch {
	case tok == token.COMMENT:
		return chroma.Comment
	case tok == token.STRING, tok == token.CHAR:
		return chroma.LiteralString
	case tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return chroma.LiteralNumber
	case tok.IsKeyword():
		return chroma.Keyword
	case tok == token.IDENT && predeclared[literal] != 0:
		return predeclared[literal]
	case tok == token.IDENT:
		return chroma.Name
	}
	return chroma.Punctuation
}

// predeclared are the identifiers that look like keywords to a reader.
var predeclared = func() map[string]chroma.TokenType {
	kinds := map[string]chroma.TokenType{}
	for _, name := range strings.Fields("true false nil iota") {
		kinds[name] = chroma.KeywordConstant
	}
	for _, name := range strings.Fields(`any bool byte comparable complex64 complex128 error float32 float64
		int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr`) {
		kinds[name] = chroma.KeywordType
	}
	return kinds
}()

// tomlLexer knows what scenario.toml and front matter hold. A string that does
// not end is one to the end of its line.
var tomlLexer = sync.OnceValue(func() chroma.Lexer {
	return chroma.MustNewLexer(&chroma.Config{Name: "TOML"}, func() chroma.Rules {
		return chroma.Rules{"root": {
			{Pattern: `\s+`, Type: chroma.TextWhitespace},
			{Pattern: `#[^\n]*`, Type: chroma.CommentSingle},
			{Pattern: `"(?>(?:\\.|[^"\\\n])*)"?|'[^'\n]*'?`, Type: chroma.LiteralString},
			{Pattern: `\[\[?[\w.-]+\]\]?`, Type: chroma.Keyword},
			{Pattern: `(true|false)\b`, Type: chroma.KeywordConstant},
			{Pattern: `[A-Za-z_][\w-]*`, Type: chroma.Name},
			{Pattern: `[+-]?\d[\w.:+-]*`, Type: chroma.LiteralNumber},
			{Pattern: `.`, Type: chroma.Punctuation},
		}}
	})
})

// consoleLexer tells what was typed, after a prompt, from what came of it.
var consoleLexer = sync.OnceValue(func() chroma.Lexer {
	return chroma.MustNewLexer(&chroma.Config{Name: "Console"}, func() chroma.Rules {
		return chroma.Rules{"root": {
			{Pattern: `[$#] [^\n]*\n?`, Type: chroma.Text},
			{Pattern: `[^\n]*\n|[^\n]+`, Type: chroma.GenericOutput},
		}}
	})
})
