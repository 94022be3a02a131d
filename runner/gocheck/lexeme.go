package gocheck

import (
	"fmt"
	"go/scanner"
	"go/token"
	"slices"
	"strconv"
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

// A comment is one as it stands in the source.
type comment struct {
	offset int
	text   string
}

// lex splits a source into lexemes, the last of which is EOF, and comments. It
// is go/scanner's work, put right where the compiler's scanner differs: that one
// passes over characters that it does not know, has characters beyond ASCII
// be part of a name, puts a newline's semicolon after the comment that ends the
// line, and words its complaints in its own way.
func lex(source string) ([]lexeme, []comment) {
	l := &lexer{source: source, waiting: encodingFaults(source), lexemes: make([]lexeme, 0, len(source)/4)} // most have room
	l.scanner.Init(token.NewFileSet().AddFile("", 1, len(source)), []byte(source), l.complain, scanner.ScanComments)
	for l.read() {
	}
	return l.lexemes, l.comments
}

// A lexer is the state of lex.
type lexer struct {
	source   string
	scanner  scanner.Scanner
	found    []fault // by go/scanner, in the token that it reads
	waiting  []fault // for the lexeme that they come with
	lexemes  []lexeme
	comments []comment
}

// complain is go/scanner's error handler.
func (l *lexer) complain(at token.Position, text string) {
	l.found = append(l.found, fault{at.Offset, text})
}

// read takes one token. It returns false after the last.
func (l *lexer) read() bool {
	l.found = nil
	pos, kind, text := l.scanner.Scan()
	x := lexeme{kind: kind, text: text, from: int(pos) - 1} // the file's base is 1
	x.to = x.from + len(text)
	if text == "" {
		x.to = x.from + len(kind.String())
	}
	switch kind {
	case token.COMMENT:
		l.comments = append(l.comments, comment{x.from, text})
		l.waiting = append(l.waiting, l.reworded(x)...)
		return true
	case token.ILLEGAL:
		l.illegal(x)
		return true
	case token.SEMICOLON:
		x = l.semicolon(x)
	case token.STRING, token.CHAR:
		x.to = literalEnd(l.source, x)
	case token.EOF:
		x.to = x.from
	}
	l.waiting = append(l.waiting, l.reworded(x)...)
	l.add(x)
	return kind != token.EOF
}

// illegal takes a character that go/scanner does not know. Beyond ASCII the
// compiler has it be part of a name.
func (l *lexer) illegal(x lexeme) {
	ch, size := utf8.DecodeRuneInString(l.source[x.from:])
	switch {
	case ch == 0 || ch == utf8.RuneError || ch == bom:
		// among the faults of the encoding
	case ch < utf8.RuneSelf:
		l.waiting = append(l.waiting, fault{x.from, fmt.Sprintf("invalid character %#U", ch)})
	default:
		text := fmt.Sprintf("invalid character %#U in identifier", ch)
		if unicode.IsDigit(ch) {
			text = fmt.Sprintf("identifier cannot begin with digit %#U", ch)
		}
		l.waiting = append(l.waiting, fault{x.from, text})
		l.add(lexeme{kind: token.IDENT, text: l.source[x.from : x.from+size], from: x.from, to: x.from + size})
	}
}

// add appends a lexeme with its faults. Names with nothing between them are
// one name, that go/scanner saw an illegal character in.
func (l *lexer) add(x lexeme) {
	x.faults, l.waiting = due(l.waiting, x)
	if n := len(l.lexemes) - 1; n >= 0 && x.kind == token.IDENT {
		if last := &l.lexemes[n]; last.kind == token.IDENT && last.to == x.from {
			last.to = x.to
			last.text = l.source[last.from:last.to]
			last.faults = append(last.faults, x.faults...)
			return
		}
	}
	l.lexemes = append(l.lexemes, x)
}

// reworded are go/scanner's complaints about a token in the compiler's words.
func (l *lexer) reworded(x lexeme) []fault {
	var out []fault
	for _, f := range l.found {
		out = append(out, reword(l.source, x, f)...)
	}
	return out
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
func (l *lexer) semicolon(x lexeme) lexeme {
	if x.text == ";" {
		x.text = "semicolon"
		return x
	}
	x.text = "newline"
	x.from = lineEnd(l.source, l.lexemes[len(l.lexemes)-1].to)
	x.to = x.from
	if x.from == len(l.source) {
		x.text = "EOF"
	}
	return x
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
	switch {
	case f.text == "escape sequence is invalid Unicode code point":
		return []fault{invalidEscape(source, f.offset)}
	case strings.HasPrefix(f.text, "illegal character ") && strings.HasSuffix(f.text, " in escape sequence"):
		f.text = escapeCharacter(source, f.offset)
	}
	return []fault{f}
}

// invalidEscape is the fault of an escape of a value that no character has. The
// offset is that of what follows the backslash.
func invalidEscape(source string, offset int) fault {
	digits, base := 3, 8
	text, from := "octal escape value %d > 255", offset
	switch source[from] {
	case 'u':
		digits, base, from = 4, 16, from+1
	case 'U':
		digits, base, from = 8, 16, from+1
	}
	if base == 16 {
		text = "escape is invalid Unicode code point %#U"
	}
	n, _ := strconv.ParseUint(source[from:from+digits], base, 32)
	return fault{from + digits, fmt.Sprintf(text, n)}
}

// escapeCharacter words a character at an offset that its escape cannot have.
func escapeCharacter(source string, offset int) string {
	ch, _ := utf8.DecodeRuneInString(source[offset:])
	base := "hexadecimal"
	if i := strings.LastIndexByte(source[:offset], '\\'); i >= 0 && source[i+1] >= '0' && source[i+1] <= '7' {
		base = "octal"
	}
	return fmt.Sprintf("invalid character %q in %s escape", ch, base)
}
