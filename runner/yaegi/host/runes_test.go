package host

import "testing"

// TestRune compares with loops, over strings that are not all text.
func TestRune(t *testing.T) {
	for _, s := range []string{"", "a", "né\xffx", "\xe2\x82", "€\x80\x80😀\xf0\x9f", "\xed\xa0\x80", "a\x00b", "\ufffd"} {
		next := 0
		for i, r := range s {
			if i != next {
				t.Errorf("%q: index %d, want %d", s, next, i)
			}
			var got rune
			if got, next = Rune(s, i); got != r {
				t.Errorf("%q at %d: %x, want %x", s, i, got, r)
			}
		}
		if next != len(s) {
			t.Errorf("%q: ends at %d", s, next)
		}
	}
}
