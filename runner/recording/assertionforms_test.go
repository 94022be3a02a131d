package recording

import (
	"slices"
	"strings"
	"testing"

	"bothends/runner"
)

// Each form is one that an assertion can have, and each word that can be asserted has
// a form.
func TestAssertionForms(t *testing.T) {
	s, _ := asserted(t)
	var seen []string
	for _, f := range AssertionForms() {
		text := strings.NewReplacer("PROCESS", "client", "TEXT", "got", " N", " 3", "NAME", "killed").Replace(f.Form)
		a, err := ParseAssertion(text)
		if err == nil {
			err = a.Of(s)
		}
		if err != nil {
			t.Errorf("%s: %v", f.Form, err)
		}
		if f.Holds == "" {
			t.Errorf("%s: nothing is said of when it holds", f.Form)
		}
		seen = append(seen, a.kind)
		if a.never {
			seen = append(seen, "never")
		}
	}
	for _, word := range append(assertable(), string(runner.Exit)) {
		if !slices.Contains(seen, word) {
			t.Errorf("no form has %s", word)
		}
	}
}
