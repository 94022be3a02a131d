package gocheck

import (
	"fmt"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A lexeme is one token as the compiler's scanner sees it.
type lexeme struct {
	kind     token.Token
	text     string // of names and literals; of semicolons what stands for one: semicolon, newline or EOF
	from, to int    // offsets in the source
	faults   []fault
}

// A fault is something wrong with the characters at an offset: within a lexeme
// or between it and the one before.
type fault struct {
	offset int
	text   string
}

// lex splits a source into lexemes, the last of which is EOF. It is
// go/scanner's work, put right where the compiler's scanner differs: that one
// passes over characters that it does not know, has characters beyond ASCII
// be part of a name, puts a newline's semicolon after the comment that ends the
// line, and words its complaints in its own way.
func lex(source string) []lexeme {
	file := token.NewFileSet().AddFile("", 1, len(source)) // so that a Pos is an offset and 1
	var faults []fault
	var s scanner.Scanner
	s.Init(file, []byte(source), func(at token.Position, text string) {
		faults = append(faults, fault{at.Offset, text})
	}, 0)
	var out []lexeme
	waiting := encodingFaults(source)
	for {
		pos, kind, text := s.Scan()
		l := lexeme{kind: kind, text: text, from: int(pos) - 1}
		l.to = l.from + len(text)
		switch kind {
		case token.SEMICOLON:
			l = semicolon(source, l)
		case token.ILLEGAL:
			if ch, _ := utf8.DecodeRuneInString(source[l.from:]); ch < utf8.RuneSelf && ch > 0 {
				waiting = append(waiting, fault{l.from, fmt.Sprintf("invalid character %#U", ch)})
				faults = nil
				continue
			} else if ch == 0 || ch == utf8.RuneError || ch == bom {
				faults = nil // among the encoding's
				continue
			} else {
				l.to = l.from + utf8.RuneLen(ch)
				faults = []fault{{l.from, fmt.Sprintf("invalid character %#U in identifier", ch)}}
				if unicode.IsDigit(ch) {
					faults[0].text = fmt.Sprintf("identifier cannot begin with digit %#U", ch)
				}
				l.kind, l.text = token.IDENT, source[l.from:l.to]
			}
			if n := len(out) - 1; n >= 0 && out[n].kind == token.IDENT && out[n].to == l.from {
				out[n] = joined(source, out[n], l, faults)
				faults = nil
				continue
			}
		case token.STRING, token.CHAR:
			l.to = literalEnd(source, l)
		}
		for _, f := range faults {
			waiting = append(waiting, reword(source, l, f)...)
		}
		faults = nil
		if n := len(out) - 1; n >= 0 && l.kind == token.IDENT && out[n].kind == token.IDENT && out[n].to == l.from {
			out[n] = joined(source, out[n], l, nil)
			continue
		}
		l.faults, waiting = due(waiting, l)
		out = append(out, l)
		if kind == token.EOF {
			return out
		}
	}
}

// due takes those faults from the waiting ones that are found by the time the
// lexeme has been read.
func due(waiting []fault, l lexeme) (now, later []fault) {
	for _, f := range waiting {
		if f.offset <= max(l.from, l.to) || l.kind == token.EOF {
			now = append(now, f)
		} else {
			later = append(later, f)
		}
	}
	slices.SortStableFunc(now, func(a, b fault) int { return a.offset - b.offset })
	return now, later
}

// joined is the name a followed immediately by b.
func joined(source string, a, b lexeme, faults []fault) lexeme {
	a.to = b.to
	a.text = source[a.from:a.to]
	a.faults = append(a.faults, faults...)
	return a
}

const bom = 0xfeff

// encodingFaults finds the characters that no source may have, wherever they
// stand.
func encodingFaults(source string) []fault {
	var found []fault
	for i, ch := range source {
		switch {
		case ch == 0:
			found = append(found, fault{i, "invalid NUL character"})
		case ch == bom && i > 0:
			found = append(found, fault{i, "invalid BOM in the middle of the file"})
		case ch == utf8.RuneError && !strings.HasPrefix(source[i:], "\uFFFD"):
			found = append(found, fault{i, "invalid UTF-8 encoding"})
		}
	}
	return found
}

// semicolon says what a semicolon stands for, and where.
func semicolon(source string, l lexeme) lexeme {
	if l.text == ";" {
		l.text = "semicolon"
		return l
	}
	l.text = "newline"
	l.from = lineEnd(source, l.from)
	l.to = l.from
	if l.from == len(source) {
		l.text = "EOF"
	}
	return l
}

// lineEnd is where the line ends that is at offset i, spaces and comments
// passed over: at its newline, at a comment that has one, or at the end.
func lineEnd(source string, i int) int {
	for i < len(source) {
		switch rest := source[i:]; {
		case rest[0] == '\n':
			return i
		case strings.HasPrefix(rest, "//"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				return len(source)
			}
			i += n
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest, "*/")
			if n < 0 {
				return len(source)
			}
			if strings.Contains(rest[:n], "\n") {
				return i
			}
			i += n + len("*/")
		default:
			i++
		}
	}
	return i
}

// literalEnd is the end of a string or rune in the source, where it may be
// longer than its text: go/scanner leaves out carriage returns.
func literalEnd(source string, l lexeme) int {
	if source[l.from] != '`' {
		return l.to
	}
	if n := strings.IndexByte(source[l.from+1:], '`'); n >= 0 {
		return l.from + 1 + n + 1
	}
	return len(source)
}

// reword puts one of go/scanner's complaints about a lexeme into the
// compiler's words and place.
func reword(source string, l lexeme, f fault) []fault {
	switch f.text {
	case "string literal not terminated":
		if l.to < len(source) {
			return []fault{{l.to, "newline in string"}}
		}
		f.text = "string not terminated"
	case "rune literal not terminated":
		if l.to < len(source) {
			return []fault{{l.to, "newline in rune literal"}}
		}
	case "illegal rune literal":
		if l.text == "''" {
			return []fault{{l.from + 1, "empty rune literal or unescaped '"}}
		}
		return []fault{{l.from, "more than one character in rune literal"}}
	case "raw string literal not terminated":
		f.text = "string not terminated"
	case "unknown escape sequence":
		f.text = "unknown escape"
	case "illegal UTF-8 encoding", "illegal byte order mark", "illegal character NUL":
		return nil // among the encoding's
	}
	if strings.HasSuffix(f.text, " in escape sequence") && strings.HasPrefix(f.text, "illegal character ") {
		f.text = escapeFault(source, f.offset)
	}
	return []fault{f}
}

// escapeFault words a character at an offset that its escape cannot have.
func escapeFault(source string, offset int) string {
	ch, _ := utf8.DecodeRuneInString(source[offset:])
	base := "hexadecimal"
	if i := strings.LastIndexByte(source[:offset], '\\'); i >= 0 && source[i+1] >= '0' && source[i+1] <= '7' {
		base = "octal"
	}
	return fmt.Sprintf("invalid character %q in %s escape", ch, base)
}
