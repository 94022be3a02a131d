package page

import (
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// The lexers of the languages that the book shows. Chroma's own collection
// knows three hundred, and reads the heads of all of them when a program that
// links it starts: 13 ms, which every box and every worker of every run would
// pay, as they are this same binary.

// lexer returns the lexer of a language, as a fence names it, or nil.
func lexer(language string) chroma.Lexer {
	switch language {
	case "go":
		return goLexer()
	case "toml":
		return tomlLexer()
	case "console":
		return consoleLexer()
	}
	return nil
}

// goLexer follows the lexical elements of the Go specification.
var goLexer = sync.OnceValue(func() chroma.Lexer {
	return chroma.MustNewLexer(&chroma.Config{Name: "Go", DotAll: true}, func() chroma.Rules {
		return chroma.Rules{"root": {
			{Pattern: `\s+`, Type: chroma.TextWhitespace},
			{Pattern: `//[^\n]*`, Type: chroma.CommentSingle},
			{Pattern: `/\*.*?\*/`, Type: chroma.CommentMultiline},
			{Pattern: "`[^`]*`", Type: chroma.LiteralStringBacktick},
			{Pattern: `"(\\.|[^"\\\n])*"`, Type: chroma.LiteralString},
			{Pattern: `'(\\[^\n]|[^'\\\n])[^'\n]*'`, Type: chroma.LiteralStringChar},
			{Pattern: chroma.Words(`\b`, `\b`, "true", "false", "nil", "iota"), Type: chroma.KeywordConstant},
			{Pattern: chroma.Words(`\b`, `\b`, "break", "case", "chan", "const", "continue", "default", "defer", "else",
				"fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range",
				"return", "select", "struct", "switch", "type", "var"), Type: chroma.Keyword},
			{Pattern: chroma.Words(`\b`, `\b`, "any", "bool", "byte", "comparable", "complex64", "complex128", "error",
				"float32", "float64", "int", "int8", "int16", "int32", "int64", "rune", "string", "uint", "uint8",
				"uint16", "uint32", "uint64", "uintptr"), Type: chroma.KeywordType},
			{Pattern: `[\p{L}_][\p{L}\p{Nd}_]*`, Type: chroma.Name},
			{Pattern: `0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?i?`, Type: chroma.LiteralNumber},
			{Pattern: `.`, Type: chroma.Punctuation},
		}}
	})
})

// tomlLexer knows what scenario.toml and front matter hold.
var tomlLexer = sync.OnceValue(func() chroma.Lexer {
	return chroma.MustNewLexer(&chroma.Config{Name: "TOML"}, func() chroma.Rules {
		return chroma.Rules{"root": {
			{Pattern: `\s+`, Type: chroma.TextWhitespace},
			{Pattern: `#[^\n]*`, Type: chroma.CommentSingle},
			{Pattern: `"(\\.|[^"\\\n])*"|'[^'\n]*'`, Type: chroma.LiteralString},
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
