package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"bothends/site/verify"
)

// A JSON prints events as go tool test2json does, see go doc test2json: the book
// is the package, and each snippet, break and exercise a test of it.
type JSON struct {
	enc     *json.Encoder
	book    string
	now     func() time.Time
	started bool
}

// NewJSON makes a printer for a book that goes by that name.
func NewJSON(out io.Writer, book string) *JSON {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return &JSON{enc: enc, book: book, now: time.Now}
}

// event is one of test2json's.
type event struct {
	Time    time.Time
	Action  string
	Package string
	Test    string   `json:",omitempty"`
	Elapsed *float64 `json:",omitempty"`
	Output  string   `json:",omitempty"`
}

// emit prints events of one test, or of the book if that is empty.
func (j *JSON) emit(events ...event) error {
	if !j.started {
		j.started = true
		events = append([]event{{Action: "start"}}, events...)
	}
	for _, e := range events {
		e.Time, e.Package = j.now(), j.book
		if err := j.enc.Encode(e); err != nil {
			return err
		}
	}
	return nil
}

// testName is what a test is called. A slash would make it a subtest of one that never
// ran, over which gotestsum 1.13 falls.
func testName(snippet string) string { return strings.ReplaceAll(snippet, "/", ":") }

var actions = map[verify.State]string{verify.Passed: "pass", verify.Failed: "fail", verify.Skipped: "skip", verify.NotRun: "skip"}

// Result prints the events of a test, whose output is go test -v's.
func (j *JSON) Result(r verify.Result) error {
	name, action := testName(r.Snippet), actions[r.State()]
	seconds := r.Elapsed.Seconds()
	events := []event{{Action: "run", Test: name}}
	say := func(text string) { events = append(events, event{Action: "output", Test: name, Output: text}) }
	say("=== RUN   " + name + "\n")
	var b strings.Builder
	switch {
	case r.State() == verify.Skipped:
		b.WriteString("    " + r.Skipped + "\n")
	case r.State() == verify.NotRun:
		b.WriteString("    " + r.NotRun + "\n")
	case r.Cached:
		b.WriteString("    (cached)\n")
	case r.Written:
		b.WriteString("    wrote " + r.Recording + "\n")
	}
	indent(&b, notes(r))
	indent(&b, r.Details())
	for line := range strings.Lines(b.String()) {
		say(line)
	}
	say(fmt.Sprintf("--- %s: %s (%.2fs)\n", strings.ToUpper(action), name, seconds))
	return j.emit(append(events, event{Action: action, Test: name, Elapsed: &seconds})...)
}

// End prints how the book as a whole fares.
func (j *JSON) End(t Total) error {
	word, line, action := "PASS", "ok  ", "pass"
	if !t.OK() {
		word, line, action = "FAIL", "FAIL", "fail"
	}
	seconds := t.Elapsed.Seconds()
	var events []event
	for _, snippet := range t.Unfinished {
		name := testName(snippet)
		events = append(events, event{Action: "run", Test: name}, event{Action: "output", Test: name, Output: "=== RUN   " + name + "\n"},
			event{Action: "output", Test: name, Output: "    " + t.Stopped + "\n"}, event{Action: "fail", Test: name, Elapsed: new(float64)})
	}
	if t.Stopped != "" {
		events = append(events, event{Action: "output", Output: t.Stopped + "\n"})
	}
	return j.emit(append(events,
		event{Action: "output", Output: word + "\n"},
		event{Action: "output", Output: fmt.Sprintf("%s\t%s\t%.3fs\n", line, j.book, seconds)},
		event{Action: action, Elapsed: &seconds})...)
}
