// Package verify runs every snippet of a book again and tells where what
// happens is not what the book says.
//
// A snippet is well if its sources are formatted and fit the page, its
// programs compile and go vet has nothing against them, each of its processes ends as the scenario expects, its
// packets are as the scenario expects, and the run agrees with the recording beside it, by the rules of package recording.
// So is a break, a lesson's edit to a snippet, if its run agrees with its own
// recording: there, a failure is what is expected. Whatever lessons assert of a
// run must hold in it. An exercise is well if its solution has every property,
// and its starter and each wrong program fail the property that they must.
//
// With [Options.Update] recordings that do not agree are written anew, each as a
// whole or not at all, and those that agree are left as they are, so that times
// do not churn.
//
// As many runs go on at once as the machine carries, those first that take
// longest, and are reported in the order of their names.
//
// The package refuses to record a run that ended otherwise than expected, and to
// update a book that has no folder, such as the embedded one. It runs nothing
// again in silence: a run that failed has failed. Start at [Book]; package report
// prints what it finds.
package verify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bothends/runner"
	"bothends/site/lesson"
)

// Options change what is verified and how. The zero value verifies all.
type Options struct {
	Run    *regexp.Regexp // which snippets, by name; nil for all
	Update bool           // write recordings anew where they do not agree
	Dir    string         // the book's folder, needed to update
	Jobs   int            // how many run at once; as many as the machine carries by default

	FailFast bool // begin nothing more once something is wrong

	Runner   *runner.Runner  // what runs the programs; one without a toolchain by default
	Engines  []runner.Engine // what executes them, one after the other; by default what the runner chooses
	Progress func(Progress)  // is told whenever something begins or ends, one call at a time
}

// Errors of options that cannot be followed.
var (
	ErrNoFolder = errors.New("the book inside the program cannot be updated; name the folder of the book with -book, such as -book .")
	ErrNoMatch  = errors.New("no snippet's name matches")
)

// Book verifies the snippets of the book, which was opened from fsys, and
// reports each, in the order of their names. The error is a
// [*runner.Unavailable] if programs cannot run here, the context's if it ended,
// or says why the options cannot be followed. What is wrong with a snippet is no
// error but in its result.
func Book(ctx context.Context, fsys fs.FS, b *lesson.Book, o Options, report func(Result)) error {
	if o.Update && o.Dir == "" {
		return ErrNoFolder
	}
	units := unitsOf(b)
	if o.Run != nil {
		units = slices.DeleteFunc(units, func(u unit) bool { return !o.Run.MatchString(u.name()) })
	}
	if len(units) == 0 {
		if o.Run != nil && len(b.Snippets) > 0 {
			return fmt.Errorf("%w %s; the book has %s", ErrNoMatch, o.Run, strings.Join(slices.Sorted(maps.Keys(b.Snippets)), ", "))
		}
		return errors.New("the book has no snippets")
	}
	if o.Runner == nil {
		o.Runner = new(runner.Runner)
	}
	if len(o.Engines) == 0 {
		o.Engines = []runner.Engine{runner.EngineAuto}
	}
	v := &verifier{fsys: fsys, options: o, lessons: lessonsOf(b)}
	return v.all(ctx, units, report)
}

// A verifier is one call of Book.
type verifier struct {
	fsys    fs.FS
	options Options
	lessons map[string][]string // of each snippet
}
