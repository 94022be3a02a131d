package lesson

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/recording"
)

// A Claim is what a lesson asserts of a recording: that the right choice of a
// question is right, or that an edit breaks what it is said to break.
type Claim struct {
	recording.Assertion
	place place
}

// Check says where the recording, of a run of s, does not bear the claim out.
func (c Claim) Check(s *runner.Snippet, r *recording.Recording) error {
	if err := c.Assertion.Check(s.Scenario, r); err != nil {
		return fmt.Errorf("%v: the run of %s does not bear this out: %v; it says: %w", c.place, s.Name, c.Assertion, err)
	}
	return nil
}

// A directive is a line of a fence that is none of its text: "assert: …".
type directive struct {
	place
	key, value string
}

// directives finds the lines of a fence that begin with one of the keys and a
// colon, and returns the source with them blanked.
func directives(s *source, f *ast.FencedCodeBlock, keys ...string) (found []directive, rest *source) {
	rest = &source{text: bytes.Clone(s.text), starts: s.starts, places: s.places}
	for i := range f.Lines().Len() {
		line := f.Lines().At(i)
		key, value, ok := strings.Cut(string(line.Value(s.text)), ":")
		if !ok || !slices.Contains(keys, key) {
			continue
		}
		found = append(found, directive{s.at(line.Start), key, strings.TrimSpace(value)})
		for j := line.Start; j < line.Stop; j++ {
			if rest.text[j] != '\n' {
				rest.text[j] = ' '
			}
		}
	}
	return found, rest
}

// claims reads the assertions among directives.
func (r *reader) claims(found []directive) []Claim {
	var claims []Claim
	for _, d := range found {
		if d.key != "assert" {
			continue
		}
		a, err := recording.ParseAssertion(d.value)
		if err != nil {
			r.mistakes.add(d.place, "%v", err)
			continue
		}
		claims = append(claims, Claim{a, d.place})
	}
	return claims
}

// sound keeps the claims that can be about that scenario, and reports others.
func (r *reader) sound(s runner.Scenario, claims []Claim) []Claim {
	return slices.DeleteFunc(claims, func(c Claim) bool {
		err := c.Of(s)
		if err != nil {
			r.mistakes.add(c.place, "%v", err)
		}
		return err != nil
	})
}

// An asked question is about a run: of a snippet, or of a break, which may
// stand in another lesson.
type asked struct {
	place
	snippet *Snippet
	breakID string // empty for the snippet itself
	claims  []Claim
}

// askedOf hands the claims of questions to the runs that they are about, once
// all lessons are read.
func (r *reader) askedOf() {
	for _, q := range r.asked {
		if q.breakID == "" {
			q.snippet.Claims = append(q.snippet.Claims, r.sound(q.snippet.Scenario, q.claims)...)
			continue
		}
		b := q.snippet.Break(q.breakID)
		if b == nil {
			var ids []string
			for _, b := range q.snippet.Breaks {
				ids = append(ids, b.ID)
			}
			r.mistakes.add(q.place, "no break %s of %s%s", q.breakID, q.snippet.Name, hasOnly(ids, q.breakID))
			continue
		}
		b.Claims = append(b.Claims, r.sound(b.Edited.Scenario, q.claims)...)
	}
}

// Refuted lists the claims that the recordings do not bear out. Where there is
// no recording of what is run now, Stale tells.
func (b *Book) Refuted() []error {
	var errs []error
	check := func(run *runner.Snippet, r *recording.Recording, claims []Claim) {
		for _, c := range claims {
			if r != nil && r.Sum == run.Sum() {
				if err := c.Check(run, r); err != nil {
					errs = append(errs, err)
				}
			}
		}
	}
	for _, s := range b.inOrder() {
		check(s.Snippet, s.Recording, s.Claims)
		for _, one := range s.Breaks {
			check(one.Edited, one.Recording, one.Claims)
		}
	}
	return errs
}
