// Package verify runs every snippet of a book again and tells where what
// happens is not what the book says.
//
// A snippet is well if its sources are formatted and fit the page, its
// programs compile and go vet has nothing against them, each of its processes ends as the scenario expects, its packets are as
// the scenario expects, and the run agrees with the recording beside it, by the rules of package recording.
// With [Options.Update] recordings that do not agree are written anew, each as a
// whole or not at all, and those that agree are left as they are, so that times
// do not churn.
//
// The package refuses to record a run that ended otherwise than expected, and to
// update a book that has no folder, such as the embedded one. Start at [Book].
package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

// Options change what is verified and how. The zero value verifies all.
type Options struct {
	Run    *regexp.Regexp // which snippets, by name; nil for all
	Update bool           // write recordings anew where they do not agree
	Dir    string         // the book's folder, needed to update
	Jobs   int            // how many run at once; the machine's width by default

	Runner  *runner.Runner  // what runs the programs; one without a toolchain by default
	Engines []runner.Engine // what executes them, one after the other; by default what the runner chooses
}

// A Result is what there is to say about one snippet.
type Result struct {
	Snippet   string
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

// Book verifies the snippets of the book, which was opened from fsys, and
// reports each, in the order of their names. The error is a
// [*runner.Unavailable] if programs cannot run here, the context's if it ended,
// or says why the options cannot be followed. What is wrong with a snippet is no
// error but in its result.
func Book(ctx context.Context, fsys fs.FS, b *lesson.Book, o Options, report func(Result)) error {
	if o.Update && o.Dir == "" {
		return errors.New("the book inside the program cannot be updated; name the folder of the book with -book, such as -book .")
	}
	names := slices.Sorted(maps.Keys(b.Snippets))
	if o.Run != nil {
		names = slices.DeleteFunc(names, func(name string) bool { return !o.Run.MatchString(name) })
	}
	if len(names) == 0 {
		if o.Run != nil && len(b.Snippets) > 0 {
			return fmt.Errorf("no snippet's name matches %s; the book has %s", o.Run, strings.Join(slices.Sorted(maps.Keys(b.Snippets)), ", "))
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
	return v.all(ctx, b, names, report)
}

// A verifier is one call of Book.
type verifier struct {
	fsys    fs.FS
	options Options
	lessons map[string][]string // of each snippet
}

// all verifies at most Jobs snippets at once. The first error ends the rest.
func (v *verifier) all(ctx context.Context, b *lesson.Book, names []string, report func(Result)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs := v.options.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	slots := make(chan struct{}, jobs)
	results := make([]chan Result, len(names))
	for i := range names {
		results[i] = make(chan Result, 1)
	}
	go func() {
		for i, name := range names {
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				defer close(results[i])
				if ctx.Err() != nil {
					return
				}
				r, err := v.snippet(ctx, b.Snippets[name])
				if err != nil {
					stop(err)
					return
				}
				results[i] <- r
			}()
		}
	}()
	for _, c := range results { // every job closes its own: none is left behind
		if r, ok := <-c; ok {
			report(r)
		}
	}
	return context.Cause(ctx)
}

// snippet verifies one.
func (v *verifier) snippet(ctx context.Context, s *lesson.Snippet) (Result, error) {
	began := time.Now()
	r := Result{
		Snippet:   s.Name,
		Lessons:   v.lessons[s.Name],
		Mistakes:  v.sources(s),
		Recording: path.Join("snippets", s.Name, runner.RecordingFile),
		Cure:      fmt.Sprintf("bothends verify -run '^%s$' -update -book %s", s.Name, cmp.Or(v.options.Dir, "DIR")),
	}
	for i, engine := range v.options.Engines {
		if i > 0 && !r.OK() {
			break // what the first engine found comes first
		}
		if err := v.run(ctx, &r, s, engine); err != nil {
			return r, err
		}
	}
	r.Elapsed = time.Since(began)
	return r, nil
}

// run runs the snippet on one engine and compares.
func (v *verifier) run(ctx context.Context, r *Result, s *lesson.Snippet, engine runner.Engine) error {
	var events []runner.Event
	var found []runner.Finding
	options := runner.Options{Engine: engine, Findings: func(f runner.Finding) { found = append(found, f) }}
	result, err := v.options.Runner.Run(ctx, s.Snippet, options, func(e runner.Event) { events = append(events, e) })
	var unavailable *runner.Unavailable
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &unavailable):
		return err
	}
	disk := v.onDisk(s)
	r.Mistakes = append(r.Mistakes, disk.findings(found)...)
	if bad := mistakesOfRun(disk, events, result, err); len(bad) > 0 {
		r.Mistakes = append(r.Mistakes, bad...)
		return nil
	}
	if broken := s.Scenario.Broken(events); len(broken) > 0 {
		r.Mistakes = append(r.Mistakes, broken...)
		return nil
	}
	if r.Written {
		return nil // what was recorded now agrees by definition; the next call compares
	}
	v.compare(r, s, recording.New(s.Snippet, events))
	if r.Diff != "" && len(v.options.Engines) > 1 {
		r.Diff = fmt.Sprintf("on engine %s:\n%s", cmp.Or(engine, "auto"), r.Diff)
	}
	if v.options.Update && (r.Stale != "" || r.Diff != "") {
		if err := r.update(v.options.Dir, s, events); err != nil {
			r.Mistakes = append(r.Mistakes, err.Error())
		}
	}
	return nil
}

// compare sets Stale or Diff, or both if there is a recording of other sources.
func (v *verifier) compare(r *Result, s *lesson.Snippet, got *recording.Recording) {
	if s.Recording == nil {
		r.Stale = v.unreadable(r.Recording)
		return
	}
	if s.Recording.Sum != got.Sum {
		r.Stale = r.Recording + ": made from other sources than these"
	}
	r.Diff = recording.Diff(s.Recording, got)
}

// unreadable says why the book has no recording from that file.
func (v *verifier) unreadable(file string) string {
	text, err := fs.ReadFile(v.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		return file + ": there is no recording yet"
	}
	if err == nil {
		_, err = recording.Parse(file, text)
	}
	return fmt.Sprint(err)
}

// update writes the recording. Where only its sum is old, the recorded events
// stay: they agree with the new ones, and the new ones' times are no better.
func (r *Result) update(dir string, s *lesson.Snippet, events []runner.Event) error {
	fresh := recording.New(s.Snippet, events)
	if s.Recording != nil && r.Diff == "" {
		fresh.Events = s.Recording.Events
	}
	if err := writeFile(dir, r.Recording, fresh.Format()); err != nil {
		return err
	}
	r.Written = true
	return nil
}

// mistakesOfRun says why a run is none to be recorded.
func mistakesOfRun(disk onDisk, events []runner.Event, result runner.Result, err error) []string {
	place := disk.dir
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", place, err)}
	}
	var mistakes []string
	hint := ""
	for _, e := range events {
		switch {
		case e.Kind == runner.Problem:
			mistakes = append(mistakes, disk.text(e.Process, e.Text))
		case e.Kind == runner.Stderr && result.Failed != "":
			mistakes = append(mistakes, fmt.Sprintf("%s: %s wrote: %s", place, e.Process, e.Text))
		case e.Kind == runner.Limit && result.Status != 0:
			mistakes = append(mistakes, fmt.Sprintf("%s: %s", place, e.Text))
		case e.Kind == runner.Exit && e.Signal == "" && strings.HasPrefix(result.Failed, e.Process+": "):
			hint = fmt.Sprintf("; if it should, say so in %s: exit = %d", runner.ScenarioFile, e.Status)
		}
	}
	switch {
	case slices.ContainsFunc(events, func(e runner.Event) bool { return saysAll(e, result) }):
	case result.Failed != "":
		mistakes = append(mistakes, fmt.Sprintf("%s: %s%s", place, result.Failed, hint))
	case result.Status != 0 && len(mistakes) == 0:
		mistakes = append(mistakes, fmt.Sprintf("%s: the run ended with status %d", place, result.Status))
	}
	return mistakes
}

// saysAll holds for an event that has said all that Failed says: the limit at
// which a run was stopped, or what kept it from beginning. No status that the
// scenario could expect would mend either.
func saysAll(e runner.Event, result runner.Result) bool {
	return e.Kind == runner.Problem || e.Kind == runner.Limit && e.Text == result.Failed
}

// lessonsOf lists the files of the lessons that show or run each snippet.
func lessonsOf(b *lesson.Book) map[string][]string {
	all := map[string][]string{}
	for _, l := range b.Lessons() {
		ast.Walk(l.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			var name string
			switch n := n.(type) {
			case *lesson.Run:
				name = n.Snippet.Name
			case *lesson.Show:
				name = n.Snippet.Name
			default:
				return ast.WalkContinue, nil
			}
			if entering && !slices.Contains(all[name], l.File) {
				all[name] = append(all[name], l.File)
			}
			return ast.WalkContinue, nil
		})
	}
	return all
}
