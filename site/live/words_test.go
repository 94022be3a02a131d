package live

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// What a word is the shell says.
func TestSplitWords(t *testing.T) {
	for _, line := range []string{
		"", "127.0.0.1 7", "  a\t b  ", `'a b' c`, `"a b"c`, `a\ b`, `""`, `'' x`, `"a\"b"`, `"a\b"`, `'a\b'`, `"it's"`, `é "ü ö"`, `a"b"'c'd`,
	} {
		got, err := splitWords(line)
		out, sherr := exec.Command("sh", "-c", "set -- "+line+`; for w in "$@"; do printf '%s\n' "$w"; done`).Output()
		if sherr != nil {
			t.Fatal(sherr)
		}
		want := strings.Split(string(out), "\n")
		want = want[:len(want)-1]
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", line, got, err, want)
		}
	}
	for _, line := range []string{`"a`, `'a`, `a\`} {
		if got, err := splitWords(line); err == nil {
			t.Errorf("%s: %q; want an error", line, got)
		}
	}
}
