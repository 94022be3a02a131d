package edit

import (
	"strings"
	"testing"
)

// A line of an edit has one of the forms, and no other.
func TestForms(t *testing.T) {
	known := map[string]bool{}
	for _, f := range Forms() {
		known[f.Line[:1]] = true
		before, after := "- old\n", "\n+ new"
		if _, err := Parse("main.go", before+f.Line+after+"\n- old"); err != nil {
			t.Errorf("%q: %v", f.Line, err)
		}
	}
	for c := '!'; c <= '~'; c++ {
		first := string(c)
		_, err := Parse("main.go", "- old\n"+strings.Repeat(first, 2)+" more")
		if (err == nil) != known[first] {
			t.Errorf("a line that begins with %s: %v; listed: %v", first, err, known[first])
		}
	}
}
