// Package report prints what package verify finds, in the forms that people and
// tools read: lines like those of go test ([Text]), the events of test2json
// ([JSON]), JUnit's XML ([JUnit]) and GitHub's annotations ([GitHub]); and how far
// a verification has come, on a terminal ([Line]).
//
// The package judges nothing: what is wrong, and in which words, is package
// verify's. Start at [Printer].
package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bothends/site/verify"
)

// A Printer prints results as they come, and then what they amount to.
type Printer interface {
	Result(verify.Result) error
	End(Total) error
}

// A Total is what all results amount to.
type Total struct {
	Passed, Cached, Failed, Skipped, NotRun int // of those that passed, so many were cached

	Programs int // of those not run, so many are programs; the others are pages

	Why        string   // the first reason for which something could not be run here
	Stopped    string   // why the verification ended before its end; empty if it did not
	Unfinished []string // what was running then
	Elapsed    time.Duration
}

// Add counts a result.
func (t *Total) Add(r verify.Result) {
	switch r.State() {
	case verify.Failed:
		t.Failed++
	case verify.Skipped:
		t.Skipped++
	case verify.NotRun:
		t.NotRun++
		if !r.OfBook {
			t.Programs++
		}
	default:
		t.Passed++
	}
	if r.Cached {
		t.Cached++
	}
	if t.Why == "" {
		t.Why = r.NotRun
	}
}

// OK holds if nothing is wrong, as far as could be seen.
func (t Total) OK() bool { return t.Failed == 0 && t.Stopped == "" }

// String is the last line of what a person reads.
func (t Total) String() string {
	text := fmt.Sprintf("%d passed, %d failed", t.Passed, t.Failed)
	if t.Skipped > 0 {
		text += fmt.Sprintf(", %d skipped", t.Skipped)
	}
	if t.NotRun > 0 {
		text += fmt.Sprintf(", %d not run", t.NotRun)
	}
	return text
}

// A place is what a message is about.
type place struct {
	file         string
	line, column int // 0 if they are not known
}

var placed = regexp.MustCompile(`^((?:lessons|snippets)/[^:\s]+)(?::(\d+))?(?::(\d+))?: (.*)`)

// cut takes the place off the beginning of a message.
func cut(message string) (place, string) {
	first, rest, more := strings.Cut(message, "\n")
	m := placed.FindStringSubmatch(first)
	if m == nil {
		return place{}, message
	}
	p := place{file: m[1]}
	p.line, _ = strconv.Atoi(m[2])
	p.column, _ = strconv.Atoi(m[3])
	if more {
		return p, m[4] + "\n" + rest
	}
	return p, m[4]
}

// lessonOf is the place in a lesson that a result is about.
func lessonOf(r verify.Result) (place, bool) {
	for _, l := range r.Lessons {
		if p, _ := cut(l + ": "); p.file != "" {
			return p, true
		}
	}
	return place{}, false
}
