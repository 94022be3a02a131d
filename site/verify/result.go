package verify

import "time"

// A Result is what there is to say about one snippet.
type Result struct {
	Snippet   string   // its name; that of a break is tcp-echo#no-loop
	Lessons   []string // the lessons that show or run it
	Mistakes  []string // what is wrong with its sources or its run: place, what, what to do
	Stale     string   // why its recording says nothing about this snippet; empty if it does
	Diff      string   // how the run differs from the recording; empty if it agrees
	Recording string   // the recording's file in the book
	Cure      string   // the command that would record anew what ran now
	Written   bool     // the recording was written
	Elapsed   time.Duration
}

// OK reports that the snippet is well, if need be because of the update.
func (r Result) OK() bool {
	return len(r.Mistakes) == 0 && (r.Written || r.Stale == "" && r.Diff == "")
}

// An attempt is what one run of a snippet, or of one program of an exercise,
// has shown.
type attempt struct {
	mistakes    []string
	stale, diff string
	written     string // the file that was
	compiled    bool   // the Go toolchain has made all its programs
	elapsed     time.Duration
}

func (a attempt) ok() bool {
	return len(a.mistakes) == 0 && (a.written != "" || a.stale == "" && a.diff == "")
}

// take takes over what an attempt has shown.
func (r *Result) take(a attempt) {
	r.Mistakes = append(r.Mistakes, a.mistakes...)
	r.Stale, r.Diff = r.Stale+a.stale, r.Diff+a.diff
	if a.written != "" {
		r.Written, r.Recording = true, a.written
	}
	r.Elapsed += a.elapsed
}
