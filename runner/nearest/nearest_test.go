package nearest

import "testing"

func TestHint(t *testing.T) {
	known := []string{"accept", "listen", "args", "if"}
	for _, test := range []struct{ word, want string }{
		{"acept", "; did you mean accept?"},
		{"arg", "; did you mean args?"},
		{"lsiten", "; did you mean listen?"},
		{"connect", ""},
		{"is", ""}, // of two letters, one is half
		{"", ""},
	} {
		if got := Hint(test.word, known); got != test.want {
			t.Errorf("Hint(%q) = %q, want %q", test.word, got, test.want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
	} {
		if got := edits(test.a, test.b); got != test.want {
			t.Errorf("edits(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
