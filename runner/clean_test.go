package runner

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain text, æøå, 日本", "plain text, æøå, 日本"},
		{"a\tb", "a\tb"},
		{"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"null\x00, return\r, delete\x7f", "null␀, return␍, delete␡"},
		{"half \xc3 letter", `half \xc3 letter`},
		{"\xff\xfe", `\xff\xfe`},
		{"abc\u202edef", `abc\u202edef`},
		{"a\u2028b\u0085c\ufeff", `a\u2028b\u0085c\ufeff`},
		{"\U000e0041", `\U000e0041`},
		{"a\u3164b\u115fc\u1160d\uffa0", `a\u3164b\u115fc\u1160d\uffa0`}, // Hangul fillers
		{"a\u2800b\u034fc", `a\u2800b\u034fc`},
		{"\u2764\ufe0f \ufe00 \u180b", `❤\ufe0f \ufe00 \u180b`},
		{"\U0001d173\U0001d17a", `\U0001d173\U0001d17a`},
		{"e\u0301, ที่, นี้, שָּׁ", "e\u0301, ที่, นี้, שָּׁ"},
		{"Z" + strings.Repeat("\u0300", 6) + "a\u0300", "Z\u0300\u0300\u0300\u0300" + `\u0300\u0300` + "a\u0300"},
		{"o" + strings.Repeat("\u20dd", 5), "o\u20dd\u20dd\u20dd\u20dd" + `\u20dd`},
		{"<script>", "<script>"}, // escaping is the page's
		{"", ""},
	}
	for _, test := range tests {
		if got := clean([]byte(test.in)); got != test.want {
			t.Errorf("clean(%q) = %q; want %q", test.in, got, test.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"a", "\x00\x1b", "\xf0\x9f\x98", "\u202e", "\xed\xa0\x80"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := clean(b)
		if !utf8.ValidString(s) {
			t.Errorf("clean(%q) is not UTF-8", b)
		}
		if i := strings.IndexFunc(s, func(r rune) bool { return r != '\t' && unicode.IsControl(r) || r == '\u202e' }); i >= 0 {
			t.Errorf("clean(%q) lets a control character through", b)
		}
		if len(s) > 10*len(b) {
			t.Errorf("clean(%q) grew to %d bytes", b, len(s))
		}
	})
}
