package gocheck

import (
	"fmt"
	"strings"
	"testing"
)

// TestLex holds where the compiler's scanner differs from go/scanner. A lexeme
// is written as its kind's name or text and its offset, a fault after it.
func TestLex(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"x // c\ny", "x@0 newline@6 y@7 EOF@8"},
		{"x /* c */ /* d */\ny", "x@0 newline@17 y@18 EOF@19"},
		{"x /* c\n */ y", "x@0 newline@2 y@11 EOF@12"},
		{"x // c", "x@0 EOF@6"},
		{"x ; y", "x@0 semicolon@2 y@4 EOF@5"},
		{"x # y", "x@0 y@4(2 invalid character U+0023 '#') EOF@5"},
		{"x “y” z", "x@0 “y”@2(2 invalid character U+201C '“' in identifier)(6 invalid character U+201D '”' in identifier) z@10 EOF@11"},
		{"x\x00 y", "x@0(1 invalid NUL character) y@3 EOF@4"},
		{"x\xff y", "x@0(1 invalid UTF-8 encoding) y@3 EOF@4"},
		{"\ufeffx \ufeff", "x@3 EOF@8(5 invalid BOM in the middle of the file)"},
		{"`a\r\nb` c", "`a\nb`@0 c@7 EOF@8"},
		{`"\x4g" '\400' "\ud800"`, `"\x4g"@0(4 invalid character 'g' in hexadecimal escape) '\400'@7(12 octal escape value 256 > 255) "\ud800"@14(21 escape is invalid Unicode code point U+D800) EOF@22`},
		{"'' 'ab'", "''@0(1 empty rune literal or unescaped ') 'ab'@3(3 more than one character in rune literal) EOF@7"},
		{"\"a\nb", "\"a@0(2 newline in string) newline@2 b@3 EOF@4"},
		{"/* c", "(0 comment not terminated)"},
	} {
		lexemes, _ := lex(test.source)
		got := ""
		for i, l := range lexemes {
			if i == len(lexemes)-1 && len(l.faults) == 0 {
				break // the end itself
			}
			if i < len(lexemes)-1 {
				got += fmt.Sprintf(" %s@%d", l.text, l.from)
			} else if i > 0 {
				got += fmt.Sprintf(" EOF@%d", l.from)
			}
			for _, f := range l.faults {
				got += fmt.Sprintf("(%d %s)", f.offset, f.text)
			}
		}
		if got = strings.TrimSpace(got); got != test.want {
			t.Errorf("%q\n got: %s\nwant: %s", test.source, got, test.want)
		}
	}
}
