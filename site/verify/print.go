package verify

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
)

// String is the result as go test would print it: a line, and below it what is
// wrong, indented.
func (r Result) String() string {
	var b strings.Builder
	verdict := "ok  "
	if !r.OK() {
		verdict = "FAIL"
	}
	fmt.Fprintf(&b, "%s  %-28s %6.2fs", verdict, r.Snippet, r.Elapsed.Seconds())
	if r.Written {
		fmt.Fprintf(&b, "  wrote %s", r.Recording)
	}
	b.WriteString("\n")
	if !r.OK() {
		for line := range strings.Lines(r.Details()) {
			b.WriteString("    " + line)
		}
	}
	return b.String()
}

// Details says all that is wrong, where, and what to do. It is empty if the
// snippet is well, so a test may run each result as a subtest and fail with it.
func (r Result) Details() string {
	if r.OK() {
		return ""
	}
	var b strings.Builder
	switch len(r.Lessons) {
	case 0:
		b.WriteString("in no lesson\n")
	case 1:
		fmt.Fprintf(&b, "in lesson %s\n", r.Lessons[0])
	default:
		fmt.Fprintf(&b, "in lessons %s\n", strings.Join(r.Lessons, ", "))
	}
	for _, m := range r.Mistakes {
		b.WriteString(m + "\n")
	}
	if r.Written || r.Stale == "" && r.Diff == "" {
		return b.String()
	}
	switch {
	case r.Diff == "":
		b.WriteString(r.Stale + "\n")
	case r.Stale != "":
		fmt.Fprintf(&b, "%s, and the run differs from it:\n%s", r.Stale, r.Diff)
	default:
		fmt.Fprintf(&b, "%s: the run differs from it:\n%s", r.Recording, r.Diff)
	}
	fmt.Fprintf(&b, "if what runs now is right: %s\n", r.Cure)
	return b.String()
}

// MarshalJSON writes the result as one object; what is empty is left out.
func (r Result) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Snippet   string   `json:"snippet"`
		OK        bool     `json:"ok"`
		Lessons   []string `json:"lessons,omitempty"`
		Mistakes  []string `json:"mistakes,omitempty"`
		Recording string   `json:"recording"`
		Stale     string   `json:"stale,omitempty"`
		Diff      string   `json:"diff,omitempty"`
		Written   bool     `json:"written,omitempty"`
		MS        float64  `json:"ms"`
	}{
		r.Snippet, r.OK(), r.Lessons, r.Mistakes, r.Recording, r.Stale, r.Diff, r.Written,
		math.Round(float64(r.Elapsed) / float64(time.Millisecond)),
	})
}
