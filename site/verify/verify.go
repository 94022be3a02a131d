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
	"bothends/runner/wire"
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

// Book verifies the snippets of the book, which was opened from fsys, and
// reports each, in the order of their names. The error is a
// [*runner.Unavailable] if programs cannot run here, the context's if it ended,
// or says why the options cannot be followed. What is wrong with a snippet is no
// error but in its result.
func Book(ctx context.Context, fsys fs.FS, b *lesson.Book, o Options, report func(Result)) error {
	if o.Update && o.Dir == "" {
		return errors.New("the book inside the program cannot be updated; name the folder of the book with -book, such as -book .")
	}
	units := unitsOf(b)
	if o.Run != nil {
		units = slices.DeleteFunc(units, func(u unit) bool { return !o.Run.MatchString(u.name()) })
	}
	if len(units) == 0 {
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
	return v.all(ctx, units, report)
}

// A verifier is one call of Book.
type verifier struct {
	fsys    fs.FS
	options Options
	lessons map[string][]string // of each snippet
}

// all verifies at most Jobs units at once. The first error ends the rest.
func (v *verifier) all(ctx context.Context, units []unit, report func(Result)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs := v.options.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	slots := make(chan struct{}, jobs)
	results := make([]chan Result, len(units))
	for i := range units {
		results[i] = make(chan Result, 1)
	}
	go func() {
		for i, u := range units {
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				defer close(results[i])
				if ctx.Err() != nil {
					return
				}
				r, err := v.unit(ctx, u)
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

// unit verifies one.
func (v *verifier) unit(ctx context.Context, u unit) (Result, error) {
	if u.exercise != nil {
		return v.exercise(ctx, u.exercise)
	}
	began := time.Now()
	r := Result{
		Snippet:   u.run.Name,
		Recording: u.file,
		Cure:      fmt.Sprintf("bothends verify -run '^%s$' -update -book %s", u.run.Name, cmp.Or(v.options.Dir, "DIR")),
	}
	if u.edit == nil {
		r.Lessons, r.Mistakes = v.lessons[u.run.Name], v.sources(u.snippet)
	} else {
		r.Lessons, r.Mistakes = []string{u.edit.Place()}, unformattedBy(u)
	}
	for i, engine := range v.options.Engines {
		if i > 0 && !r.OK() {
			break // what the first engine found comes first
		}
		if err := v.run(ctx, &r, u, engine); err != nil {
			return r, err
		}
	}
	r.Elapsed = time.Since(began)
	return r, nil
}

// run runs the unit on one engine and compares.
func (v *verifier) run(ctx context.Context, r *Result, u unit, engine runner.Engine) error {
	var events []runner.Event
	var found []runner.Finding
	options := runner.Options{Engine: engine, Calls: u.run.Scenario.ExpectsCalls(), Findings: func(f runner.Finding) { found = append(found, f) }}
	trace := wire.Trace{Most: lesson.MaxCapture}
	if u.run.Scenario.Packets {
		options.Frame = trace.Add
	}
	result, err := v.options.Runner.Run(ctx, u.run, options, func(e runner.Event) { events = append(events, e) })
	var unavailable *runner.Unavailable
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &unavailable):
		return err
	}
	var bad []string
	if u.edit == nil {
		disk := v.onDisk(u.snippet)
		r.Mistakes = append(r.Mistakes, disk.findings(found)...)
		bad = mistakesOfRun(disk, events, result, err)
	} else {
		bad = mistakesOfBreak(u, events, result, err)
	}
	if len(bad) > 0 {
		r.Mistakes = append(r.Mistakes, bad...)
		return nil
	}
	got := recording.New(u.run, events)
	for _, c := range u.claims {
		if err := c.Check(u.run, got); err != nil {
			r.Mistakes = append(r.Mistakes, err.Error())
		}
	}
	if broken := u.run.Scenario.Broken(events); u.edit == nil && len(broken) > 0 {
		r.Mistakes = append(r.Mistakes, broken...)
		return nil
	}
	if r.Written {
		return nil // what was recorded now agrees by definition; the next call compares
	}
	v.compare(r, u, got)
	if r.Diff != "" && len(v.options.Engines) > 1 {
		r.Diff = fmt.Sprintf("on engine %s:\n%s", cmp.Or(engine, "auto"), r.Diff)
	}
	if v.options.Update && (r.Stale != "" || r.Diff != "") {
		if err := r.update(v.options.Dir, u, got, &trace); err != nil {
			r.Mistakes = append(r.Mistakes, err.Error())
		}
	}
	return nil
}

// compare sets Stale or Diff, or both if there is a recording of other sources.
func (v *verifier) compare(r *Result, u unit, got *recording.Recording) {
	if u.recorded == nil {
		r.Stale = v.unreadable(r.Recording)
		return
	}
	if u.recorded.Sum != got.Sum {
		r.Stale = r.Recording + ": made from other sources than these"
	}
	if !u.varies() || r.Stale != "" {
		r.Diff = recording.Diff(u.recorded, got)
	}
	if fault := u.captureFault(); fault != "" && r.Stale == "" {
		r.Stale = fault
	}
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

// update writes the recording, and the capture of the same run. Where only the sum is
// old, the recorded events stay, with their capture: they agree with the new ones, and
// the new ones' times are no better. Those that name lines of the program do not stay.
func (r *Result) update(dir string, u unit, fresh *recording.Recording, trace *wire.Trace) error {
	if u.recorded != nil && r.Diff == "" && u.captureFault() == "" && !slices.ContainsFunc(u.recorded.Events, hasLine) {
		fresh.Events = u.recorded.Events
	} else if err := writeCapture(dir, u, fresh, trace); err != nil {
		return err
	}
	if u.edit != nil {
		if err := makeFolder(dir, path.Dir(u.file)); err != nil {
			return err
		}
	}
	if err := writeFile(dir, r.Recording, fresh.Format()); err != nil {
		return err
	}
	r.Written = true
	return nil
}

// hasLine holds for a call whose line in the program is recorded.
func hasLine(e runner.Event) bool { return e.Call != nil && e.Call.Line != "" }

// captureFault says why a snippet's capture is not that of its recording. Breaks have
// none: pages do not show their packets.
func (u unit) captureFault() string {
	if u.edit != nil {
		return ""
	}
	return u.snippet.CaptureFault()
}

// writeCapture writes the frames of a run beside its recording, if that has packets.
func writeCapture(dir string, u unit, r *recording.Recording, trace *wire.Trace) error {
	if u.edit != nil || r.WireSum() == "" {
		return nil
	}
	file, err := trace.Pcap(lesson.CaptureComment(u.run, r))
	if err != nil {
		return err
	}
	return writeFile(dir, u.snippet.CaptureFile(), file)
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
			case *lesson.Break:
				name = n.Snippet.Name
			case *lesson.Exercise:
				name = n.Exercise.Name
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
