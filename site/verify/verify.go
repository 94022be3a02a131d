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
// do not churn. Beside a recording that has packets stands a capture of the same
// run, for Wireshark; one that is missing, or is of another run, is written with its
// recording.
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
	"time"

	"bothends/runner"
	"bothends/site/lesson"
	"bothends/site/verify/passed"
)

// Options change what is verified and how. The zero value verifies all.
type Options struct {
	Run    *regexp.Regexp // which snippets, by name; nil for all
	Update bool           // write recordings anew where they do not agree
	Dir    string         // the book's folder, needed to update
	Jobs   int            // how many run at once; as many as the machine carries by default

	Static   bool          // run nothing: check what can be checked without
	Short    bool          // leave out what takes longer than [ShortTime]
	Count    int           // run everything so often, whether it has passed before or not; 0: once, and not what has passed
	FailFast bool          // begin nothing more once something is wrong
	Cache    *passed.Cache // what has passed; nil for none

	Runner   *runner.Runner  // what runs the programs; one without a toolchain by default
	Engines  []runner.Engine // what executes them, one after the other; by default what the runner chooses
	Progress func(Progress)  // is told whenever something begins or ends, one call at a time
}

// ShortTime is how long what is not left out by Options.Short may take.
const ShortTime = time.Second

// An OptionError says why options cannot be followed.
type OptionError struct{ text string }

func (e *OptionError) Error() string { return e.text }

// check says what options cannot be meant together.
func (o Options) check() error {
	switch {
	case o.Update && o.Dir == "":
		return &OptionError{"the book inside the program cannot be updated; call this in the folder of your book, or name that with -book"}
	case o.Update && o.Static:
		return &OptionError{"what is not run cannot be recorded: -update or -static, not both"}
	case o.Update && o.Count > 1:
		return &OptionError{"one run is recorded: -update first, then -count to see whether the others agree with it"}
	}
	return nil
}

// Book verifies the snippets of the book, which was opened from fsys, and
// reports each, in the order of their names. The error is an [*OptionError], or
// the context's if that ended. What is wrong with a snippet is no error but in
// its result; and so is that programs cannot run here, where as much is checked
// as can be without.
func Book(ctx context.Context, fsys fs.FS, b *lesson.Book, o Options, report func(Result)) error {
	if err := o.check(); err != nil {
		return err
	}
	units := unitsOf(b)
	if o.Run != nil {
		units = slices.DeleteFunc(units, func(u unit) bool { return !o.Run.MatchString(u.name()) })
	}
	if len(units) == 0 {
		names := slices.AppendSeq(slices.Collect(maps.Keys(b.Snippets)), maps.Keys(b.Exercises))
		slices.Sort(names)
		if o.Run != nil && len(names) > 0 {
			return &OptionError{fmt.Sprintf("no snippet's name matches %s; the book has %s", o.Run, strings.Join(names, ", "))}
		}
		return errors.New("the book has no snippets")
	}
	if o.Runner == nil {
		o.Runner = new(runner.Runner)
	}
	if len(o.Engines) == 0 {
		o.Engines = []runner.Engine{runner.EngineAuto}
	}
	if o.Update {
		if err := sweep(o.Dir); err != nil {
			return err
		}
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
