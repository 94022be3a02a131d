package verify

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Result is what there is to say about one snippet.
type Result struct {
	Snippet   string   // its name; that of a break is tcp-echo#no-loop
	Lessons   []string // where lessons show or run it: FILE:LINE
	OfBook    bool     // it is no snippet, but the book's pages, or a file of the book that has mistakes
	Mistakes  []string // what is wrong with its sources or its run: place, what, what to do
	Note      string   // what its author may want to look at, though nothing is wrong, in lines: place, what, what to do
	Stale     string   // why its recording says nothing about this snippet; empty if it does
	Diff      string   // the hunks of a unified diff, if the run differs from the recording
	Engine    string   // what executed the run that differs; empty if there was but one engine
	Flaky     string   // how many of several runs failed, if others passed
	Recording string   // the recording's file in the book
	Cure      string   // the command that would record anew what ran now
	Written   bool     // the recording was written
	Cached    bool     // it has passed before, and was not run again
	Skipped   string   // why it was left out, as the options ask
	NotRun    string   // why it could not be run here; what can be checked without was checked
	Elapsed   time.Duration
}

// A State is what became of a snippet.
type State int

// The states of a result. What is wrong comes before what is not known.
const (
	Passed State = iota
	Failed
	Skipped
	NotRun
)

// State says what became of the snippet.
func (r Result) State() State {
	switch {
	case !r.OK():
		return Failed
	case r.NotRun != "":
		return NotRun
	case r.Skipped != "":
		return Skipped
	}
	return Passed
}

// OK reports that nothing is wrong with the snippet, if need be because of the update.
func (r Result) OK() bool {
	return len(r.Mistakes) == 0 && (r.Written || r.Stale == "" && r.Diff == "")
}

// note says that no lesson has a snippet. That is no mistake: programs are written
// before the lesson, and what a lesson no longer has may be wanted again. But it
// is run each time, and nobody reads it.
func (r *Result) note(dir string) {
	if len(r.Lessons) == 0 {
		r.Note = dir + ": no lesson shows or runs it; show it in one, or remove the folder"
	}
}

// Details says all that is wrong, where, and what to do. It is empty if nothing
// is, so a test may run each result as a subtest and fail with it.
func (r Result) Details() string {
	if r.OK() {
		return ""
	}
	var b strings.Builder
	switch n := len(r.Lessons); {
	case r.OfBook: // each mistake begins with its place
	case n == 0:
		b.WriteString("in no lesson\n")
	case n == 1:
		fmt.Fprintf(&b, "in lesson %s\n", r.Lessons[0])
	default:
		fmt.Fprintf(&b, "in lessons %s\n", strings.Join(r.Lessons, ", "))
	}
	if r.Flaky != "" {
		fmt.Fprintf(&b, "flaky: %s; the first of those:\n", r.Flaky)
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
		fmt.Fprintf(&b, "%s, and the run differs from it:\n", r.Stale)
	default:
		fmt.Fprintf(&b, "%s: the run differs from it:\n", r.Recording)
	}
	if r.Diff != "" {
		on := ""
		if r.Engine != "" {
			on = ", on engine " + r.Engine
		}
		fmt.Fprintf(&b, "--- %s\n+++ what ran now%s\n%s", r.Recording, on, r.Diff)
	}
	fmt.Fprintf(&b, "if what runs now is right: %s\n", r.Cure)
	return b.String()
}

// An attempt is what one run of a snippet, or of one program of an exercise,
// has shown.
type attempt struct {
	round       int
	mistakes    []string
	stale, diff string
	engine      string // of diff, where there are several
	written     string // the file that was
	notRun      string // why not
	compiled    bool   // the Go toolchain has made all its programs
	elapsed     time.Duration
}

func (a attempt) ok() bool {
	return len(a.mistakes) == 0 && (a.written != "" || a.stale == "" && a.diff == "")
}

// takeAll takes over what the attempts of so many rounds have shown; of rounds
// that failed, the first.
func (r *Result) takeAll(attempts []attempt, rounds int) {
	failed := map[int]bool{}
	first := rounds
	for _, a := range attempts {
		r.Elapsed += a.elapsed
		r.NotRun = cmp.Or(r.NotRun, a.notRun)
		if !a.ok() {
			failed[a.round] = true
			first = min(first, a.round)
		}
	}
	for _, a := range attempts {
		if a.round == first || first == rounds {
			r.take(a)
		}
	}
	r.Mistakes = slices.Compact(r.Mistakes) // engines agree about many
	if n := len(failed); 0 < n && n < rounds {
		r.Flaky = fmt.Sprintf("%d of %d runs failed", n, rounds)
	} else if ways := waysOf(attempts); ways > 1 && n == rounds {
		r.Flaky = fmt.Sprintf("all %d runs failed, in %d ways", n, ways)
	}
}

// clock is the time in a row of a diff, which no two runs have in common.
var clock = regexp.MustCompile(`(?m)^([-+ ]) *[0-9.]+ +`)

// waysOf says in how many ways the rounds of these attempts failed. A recording can
// contradict what is asserted; then no run passes, however much they differ.
func waysOf(attempts []attempt) int {
	rounds := map[int][]string{}
	for _, a := range attempts {
		rounds[a.round] = append(rounds[a.round], fmt.Sprint(a.engine, a.mistakes, clock.ReplaceAllString(a.diff, "$1 ")))
	}
	ways := map[string]bool{}
	for _, shown := range rounds {
		slices.Sort(shown) // attempts end in any order
		ways[strings.Join(shown, "\n")] = true
	}
	return len(ways)
}

// take takes over what an attempt has shown.
func (r *Result) take(a attempt) {
	for _, m := range a.mistakes { // of an exercise's peer, each trial says the same
		if !slices.Contains(r.Mistakes, m) {
			r.Mistakes = append(r.Mistakes, m)
		}
	}
	r.Stale, r.Diff = cmp.Or(r.Stale, a.stale), cmp.Or(r.Diff, a.diff)
	r.Engine = cmp.Or(r.Engine, a.engine)
	if a.written != "" {
		r.Written, r.Recording = true, a.written
	}
}

// Broken makes a result of each file of a book that could not be opened, out of
// the error that says why: lines that begin with their places.
func Broken(err error) []Result {
	var all []Result
	for line := range strings.SplitSeq(err.Error(), "\n") {
		file, _, _ := strings.Cut(line, ":")
		if n := len(all); n > 0 && all[n-1].Snippet == file {
			all[n-1].Mistakes = append(all[n-1].Mistakes, line)
			continue
		}
		all = append(all, Result{Snippet: file, OfBook: true, Recording: file, Mistakes: []string{line}})
	}
	return all
}
