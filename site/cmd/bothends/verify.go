package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner"
	"bothends/site/lesson"
	"bothends/site/verify"
	"bothends/site/verify/passed"
	"bothends/site/verify/report"
)

// verifyFlags are the flags of verify that are no options of package verify.
type verifyFlags struct {
	dir, pattern, junit   *string
	asJSON, github, wordy *bool
	timeout               *time.Duration
}

// verifyBook runs every snippet again and compares.
func verifyBook(ctx context.Context, w world, args []string) error {
	f, o, v := newVerifyFlags()
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	if *v.pattern != "" {
		var err error
		if o.Run, err = regexp.Compile(*v.pattern); err != nil {
			return usageError{fmt.Errorf("-run: %w", err)}
		}
	}
	*v.dir = chosenBook(w, *v.dir)
	o.Dir = *v.dir
	all, closing, err := newReport(w, v)
	if err != nil {
		return err
	}
	defer closing()
	ctx, stop := withTimeout(ctx, *v.timeout)
	defer stop()
	book, fsys, err := openBook(ctx, *v.dir)
	if err != nil {
		return unread(all, err)
	}
	return conclusion(all, ending(ctx, func() error { return verifyAll(ctx, w, v, *o, book, fsys, all) }))
}

// verifyAll verifies the book, and then its pages.
func verifyAll(ctx context.Context, w world, v verifyFlags, o verify.Options, book *lesson.Book, fsys fs.FS, all *report.All) error {
	if !*v.asJSON {
		addText(all, w, *v.wordy)
	}
	o.Runner, o.Cache, o.Progress = newRunner(ctx), openCache(ctx), all.Progress
	if err := verify.Book(ctx, fsys, book, o, all.Result); err != nil {
		return err
	}
	if o.Run == nil {
		now := all.Last()
		now.Running = []string{verify.PagesName}
		all.Progress(now)
		all.Result(pages(ctx, fsys, *v.dir, book, o))
	}
	if *v.wordy && !*v.asJSON {
		printRemarks(w, book)
	}
	return nil
}

// lingering is how long what was told to end may take for that.
const lingering = 5 * time.Second

// ending runs f, and leaves it behind if it goes on though the context has ended, as
// in a call of the kernel about a disk that does not answer.
func ending(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(lingering):
		return context.Cause(ctx)
	}
}

// unread reports a book that could not be opened, in the forms for machines: each of
// its files that has mistakes has failed. People read the error.
func unread(all *report.All, cause error) error {
	stopped := ""
	var mistakes placed
	switch {
	case errors.As(cause, &mistakes):
		for _, r := range verify.Broken(mistakes.error) {
			all.Result(r)
		}
	case errors.Is(cause, errTimeout):
		stopped = cause.Error()
	default:
		return conclusion(all, cause)
	}
	if _, err := all.End(stopped); err != nil {
		return err
	}
	return cause
}

// pages verifies the site; an update has given the book other recordings.
func pages(ctx context.Context, fsys fs.FS, dir string, book *lesson.Book, o verify.Options) verify.Result {
	if o.Update {
		if updated, _, err := openBook(ctx, dir); err == nil {
			book = updated
		}
	}
	cache := o.Cache
	if o.Count > 0 {
		cache = nil
	}
	return verify.Pages(fsys, book, cache)
}

// newVerifyFlags makes the flags, as go test has them where it has any.
func newVerifyFlags() (*flag.FlagSet, *verify.Options, verifyFlags) {
	f, dir := newFlags("verify")
	o := &verify.Options{Engines: []runner.Engine{runner.EngineAuto}}
	v := verifyFlags{
		dir:     dir,
		pattern: f.String("run", "", "only snippets whose name matches the `regexp`"),
		junit:   placeFlag(f, "junit", "", "write a report in JUnit's XML to the `file`, too"),
		asJSON:  f.Bool("json", false, "print events as go test -json does"),
		github:  f.Bool("github", false, "print annotations for GitHub Actions, too"),
		wordy:   f.Bool("v", false, "name what is not run, and say how long each lesson is and which questions assert nothing, too"),
		timeout: spanFlag(f, "timeout", 10*time.Minute, "end after so much `time`; 0 for never"),
	}
	f.BoolVar(&o.Update, "update", false, "write recordings anew where they do not agree")
	f.BoolVar(&o.Static, "static", false, "run nothing, and check all that can be checked without")
	f.BoolVar(&o.Short, "short", false, fmt.Sprintf("leave out what takes longer than %v", verify.ShortTime))
	f.BoolVar(&o.FailFast, "failfast", false, "begin nothing more once something is wrong")
	f.Func("count", "run everything `n` times, though it has passed before", func(text string) error {
		var err error
		if o.Count, err = strconv.Atoi(text); err != nil || o.Count < 1 {
			return errors.New("how often is a number, 1 or more")
		}
		return nil
	})
	f.Func("engine", "what executes programs: `yaegi|go|auto|both`, where both must agree with the recording (default auto)", func(name string) error {
		if name == "both" {
			o.Engines = []runner.Engine{runner.EngineAuto, runner.EngineGo}
			return nil
		}
		engine, err := runner.ParseEngine(name)
		o.Engines = []runner.Engine{engine}
		return err
	})
	return f, o, v
}

// errTimeout is why a verification ended that took too long.
var errTimeout = errors.New("-timeout")

func withTimeout(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w %v", errTimeout, limit))
}

// openCache opens the cache of what has passed; nil where there can be none.
func openCache(ctx context.Context) *passed.Cache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	identity, err := passed.Identity(ctx)
	if err != nil {
		return nil
	}
	return passed.Open(filepath.Join(dir, "bothends", "passed"), identity)
}

// newReport prints results in the forms that the flags ask for; closing closes what
// it opened. The form for people comes when the book is open: where it cannot be
// opened, the error says it all.
func newReport(w world, v verifyFlags) (all *report.All, closing func(), err error) {
	all, closing = &report.All{Began: time.Now()}, func() {}
	name := "book"
	if abs, err := filepath.Abs(*v.dir); err == nil && *v.dir != "" {
		name = filepath.Base(abs)
	}
	annotations := w.stdout
	if *v.asJSON {
		all.Add(report.NewJSON(w.stdout, name))
		annotations = w.stderr // GitHub reads both
	}
	if *v.github {
		all.Add(report.GitHub{Out: annotations})
	}
	if *v.junit != "" {
		f, err := os.Create(*v.junit)
		if err != nil {
			return nil, nil, unwritable("junit", err)
		}
		all.Add(report.NewJUnit(f, name, all.Began))
		closing = func() { f.Close() }
	}
	return all, closing, nil
}

// addText adds the form for people.
func addText(all *report.All, w world, verbose bool) {
	text := report.Text{Out: w.stdout, Verbose: verbose}
	if columns := terminalWidth(w.stdout); columns > 0 && os.Getenv("CI") == "" {
		text.Out = all.OnTerminal(w.stdout, columns)
	}
	all.Add(text)
}

// terminalWidth is how many columns a terminal has; 0 if it is none.
func terminalWidth(f *os.File) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}

// conclusion prints what it all amounts to, and says what the exit status is to
// be: 1 if something is wrong, and only if nothing is, 125 for what could not be run.
func conclusion(all *report.All, err error) error {
	var option *verify.OptionError
	stopped := ""
	switch {
	case errors.As(err, &option):
		return usageError{err}
	case errors.Is(err, errTimeout):
		stopped = "stopped by " + err.Error() + unfinished(all.Last())
	case errors.Is(err, context.Canceled):
		stopped = "interrupted; what was written stays, and nothing is written in part"
	case err != nil:
		all.Clear()
		return err
	}
	total, printing := all.End(stopped)
	switch {
	case printing != nil:
		return printing
	case errors.Is(err, context.Canceled):
		return err
	case !total.OK():
		return statusError{status: statusFailed}
	case total.NotRun > 0:
		hint := ""
		if total.Programs > 0 {
			hint = "; -static asks for no run"
		}
		return statusError{runner.StatusUnavailable, fmt.Errorf("nothing wrong was found, but not all could be run (%d): %s%s", total.NotRun, total.Why, hint)}
	}
	return nil
}

// unfinished names what a verification that was stopped leaves, as go test does.
func unfinished(p verify.Progress) string {
	if p.Units == 0 {
		return " before anything had begun"
	}
	text := ""
	if len(p.Running) > 0 {
		text += "; what had not ended: " + strings.Join(p.Running, ", ")
	}
	if len(p.Waiting) > 0 {
		text += "; what had not begun: " + strings.Join(p.Waiting, ", ")
	}
	return text
}

// A lesson of that many words is read in ten to fifteen minutes, with its
// programs.
const (
	fewWords  = 600
	manyWords = 900
)

// printRemarks says how long the lessons are, and what else an author may want to
// look at. None of it is a mistake.
func printRemarks(w world, b *lesson.Book) {
	for _, l := range b.Lessons() {
		if l.Slug == "index" {
			continue
		}
		n, remark := l.Words(), ""
		if n < fewWords || n > manyWords {
			remark = fmt.Sprintf("; %d to %d are a good length", fewWords, manyWords)
		}
		fmt.Fprintf(w.stdout, "%s: %d words%s\n", l.File, n, remark)
		for _, place := range l.Guesses() {
			fmt.Fprintf(w.stdout, "%s: this question comes before the run, and asserts nothing of it\n", place)
		}
	}
}
