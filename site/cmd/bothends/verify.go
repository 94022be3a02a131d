package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"bothends/runner"
	"bothends/site/lesson"
	"bothends/site/verify"
)

// verifyBook runs every snippet again and compares.
func verifyBook(ctx context.Context, w world, args []string) error {
	f, dir := newFlags("verify")
	pattern := f.String("run", "", "only snippets whose name matches the `regexp`")
	update := f.Bool("update", false, "write recordings anew where they do not agree; needs -book")
	asJSON := f.Bool("json", false, "print each result as one line of JSON")
	verbose := f.Bool("v", false, "say how long each lesson is, and which questions assert nothing, too")
	engines := []runner.Engine{runner.EngineAuto}
	f.Func("engine", "what executes programs: `yaegi|go|auto|both`, where both must agree with the recording (default auto)", func(name string) error {
		if name == "both" {
			engines = []runner.Engine{runner.EngineAuto, runner.EngineGo}
			return nil
		}
		engine, err := runner.ParseEngine(name)
		engines = []runner.Engine{engine}
		return err
	})
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	o := verify.Options{Update: *update, Dir: *dir, Engines: engines, Runner: newRunner(ctx)}
	if *pattern != "" {
		var err error
		if o.Run, err = regexp.Compile(*pattern); err != nil {
			return usageError{fmt.Errorf("-run: %w", err)}
		}
	}
	book, fsys, err := openBook(*dir)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w.stdout)
	enc.SetEscapeHTML(false)
	passed, failed := 0, 0
	err = verify.Book(ctx, fsys, book, o, func(r verify.Result) {
		if r.OK() {
			passed++
		} else {
			failed++
		}
		if *asJSON {
			enc.Encode(r)
		} else {
			fmt.Fprint(w.stdout, r)
		}
	})
	if err != nil {
		return err
	}
	if *verbose && !*asJSON {
		printRemarks(w, book)
	}
	if !*asJSON {
		fmt.Fprintf(w.stdout, "%d passed, %d failed\n", passed, failed)
	}
	if failed > 0 {
		return statusError{status: statusFailed}
	}
	return nil
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
