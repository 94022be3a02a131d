package report

import (
	"fmt"
	"io"
	"strings"

	"bothends/site/verify"
)

// Text prints lines like those of go test.
type Text struct {
	Out     io.Writer
	Verbose bool // what was skipped or not run has its line, too
}

// Result prints a line, and below it what is wrong, indented.
func (t Text) Result(r verify.Result) error {
	state := r.State()
	if !t.Verbose && (state == verify.Skipped || state == verify.NotRun) {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-4s  %-28s %s", words[state], r.Snippet, took(r))
	switch {
	case r.Written:
		fmt.Fprintf(&b, "  wrote %s", r.Recording)
	case state == verify.Skipped:
		fmt.Fprintf(&b, "  %s", r.Skipped)
	case state == verify.NotRun:
		fmt.Fprintf(&b, "  %s", r.NotRun)
	}
	b.WriteString("\n")
	if r.Note != "" && state != verify.Failed { // or the details say it
		indent(&b, notes(r))
	}
	indent(&b, r.Details())
	_, err := io.WriteString(t.Out, b.String())
	return err
}

// notes are what an author may want to look at, a line for each.
func notes(r verify.Result) string {
	var b strings.Builder
	for line := range strings.Lines(r.Note) {
		b.WriteString("note: " + strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}

// words are what a line begins with. As in go test, what has nothing to say has a
// question mark.
var words = map[verify.State]string{verify.Passed: "ok", verify.Failed: "FAIL", verify.Skipped: "skip", verify.NotRun: "?"}

func took(r verify.Result) string {
	if r.Cached {
		return "(cached)"
	}
	return fmt.Sprintf("%6.2fs", r.Elapsed.Seconds())
}

func indent(b *strings.Builder, text string) {
	for line := range strings.Lines(text) {
		b.WriteString("    " + line)
	}
}

// End prints how many results of each kind there were.
func (t Text) End(total Total) error {
	if total.Stopped != "" {
		fmt.Fprintln(t.Out, total.Stopped)
	}
	_, err := fmt.Fprintln(t.Out, total)
	return err
}
