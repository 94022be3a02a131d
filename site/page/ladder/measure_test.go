package ladder

import (
	"slices"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text    string
		columns int
		want    []string
	}{
		{"", 10, []string{""}},
		{"short", 10, []string{"short"}},
		{"broken at a blank", 10, []string{"broken at", "a blank"}},
		{"nowheretobreakit", 10, []string{"nowheretob", "reakit"}},
		{"a blank-too-far-back", 10, []string{"a blank-to", "o-far-back"}},
		{"1.2.3.4:{port 1}->x", 12, []string{"1.2.3.4:", "{port 1}->x"}},
		{"write udp 10.0.0.1:50000->10.0.0.2:7", 30, []string{"write udp 10.0.0.1:50000->", "10.0.0.2:7"}},
		{"漢字も書ける", 6, []string{"漢字も", "書ける"}},
		{"e\u0301e\u0301e\u0301e\u0301", 4, []string{"e\u0301e\u0301e\u0301e\u0301"}},
		{"1234567890123456789012345678901234567890", 5, []string{"12345", "67890", "12345", "67890", "12345", "6789…"}},
	} {
		if got := wrap(test.text, test.columns); !slices.Equal(got, test.want) {
			t.Errorf("%q in %d columns: got %q, want %q", test.text, test.columns, got, test.want)
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcode":   "plain ünïcode",
		"\x1b[2J":         `\x1b[2J`,
		"a\u202eb\u200bc": `a\u202eb\u200bc`,
		"a\tb\n":          `a    b\n`,
		"\x00":            `\x00`,
	} {
		if got := visible(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
