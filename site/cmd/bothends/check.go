package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/nearest"
)

// checkExercise runs what a reader wrote against the exercise's hidden peer. The
// exit status is 0 if the program has every property, and 1 if not.
func checkExercise(ctx context.Context, w world, args []string) error {
	f, book := newFlags("check")
	starter := f.Bool("starter", false, "print what to begin with, and check nothing")
	asJSON := f.Bool("json", false, "print each verdict as one line of JSON")
	verbose := f.Bool("v", false, "print what the program prints")
	engine := engineFlag(f)
	if err := parse(w, f, args, 2); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return usageError{errors.New("check what? Name an exercise of the book, and the file or folder of your program")}
	}
	x, err := findExercise(f.Arg(0), chosenBook(w, *book))
	if err != nil {
		return err
	}
	if *starter {
		fmt.Fprint(w.stdout, x.Starter["main.go"])
		return nil
	}
	if f.NArg() == 1 {
		fmt.Fprintf(w.stderr, "bothends: no program was named, so this is about the starter; about yours: bothends check %s main.go\n", x.Name)
	}
	files, err := readersFiles(x, f.Arg(1))
	if err != nil {
		return err
	}
	o := exercise.Options{Engine: *engine}
	if *verbose {
		o.Event = printReader(w, x)
	}
	show := func(v exercise.Verdict) { printVerdict(w, v) }
	if *asJSON {
		enc := json.NewEncoder(w.stdout)
		enc.SetEscapeHTML(false)
		show = func(v exercise.Verdict) { enc.Encode(v) }
	}
	out, err := x.Check(ctx, newRunner(ctx), files, o, show)
	if err != nil {
		return err
	}
	if !*asJSON {
		fmt.Fprintf(w.stdout, "%d of %d hold\n", out.Held, len(x.Properties))
	}
	switch {
	case len(out.Problems) > 0:
		return statusError{statusFailed, placed{errors.New(strings.Join(out.Problems, "\n"))}}
	case !out.OK():
		return statusError{status: statusFailed}
	}
	return nil
}

// findExercise loads an exercise of the book.
func findExercise(name, book string) (*exercise.Exercise, error) {
	fsys, err := bookFS(book)
	if err != nil {
		return nil, err
	}
	if snippetWord.MatchString(name) && exercise.Is(fsys, "snippets/"+name) {
		x, err := exercise.Load(fsys, "snippets/"+name)
		if err != nil {
			return nil, placed{err}
		}
		return x, nil
	}
	entries, err := fs.ReadDir(fsys, "snippets")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if exercise.Is(fsys, "snippets/"+e.Name()) {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, nothing("no exercise %s; the book has none", name)
	}
	hint := nearest.Hint(name, names)
	if hint == "" {
		hint = listed("exercises", names)
	}
	return nil, nothing("no exercise %s%s", name, hint)
}

// readersFiles reads what the reader wrote: a file, a folder, or nothing yet,
// which is the starter.
func readersFiles(x *exercise.Exercise, name string) (map[string]string, error) {
	if name == "" {
		return x.Starter, nil
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nothing("%s: no such file or folder", name)
	case err != nil:
		return nil, nothing("%v", err)
	case !info.IsDir() && filepath.Ext(name) != ".go":
		return nil, nothing("%s: not a .go file", name)
	case !info.IsDir():
		text, err := readSource(name)
		return map[string]string{filepath.Base(name): text}, err
	}
	s, err := loadFolder(name)
	if err != nil {
		return nil, err
	}
	if len(s.Programs) != 1 {
		return nil, nothing("%s: several programs; name the folder of the one that is your %s", name, x.Reader)
	}
	return s.Programs[0].Files, nil
}

func printVerdict(w world, v exercise.Verdict) {
	mark := map[exercise.State]string{exercise.Held: "ok  ", exercise.Failed: "FAIL", exercise.Untried: "-   "}[v.State]
	fmt.Fprintf(w.stdout, "%s  %s\n", mark, v.Text)
	if v.Detail != "" {
		fmt.Fprintf(w.stdout, "      %s\n", v.Detail)
	}
}

// printReader prints what the reader's program prints, and how it ends.
func printReader(w world, x *exercise.Exercise) func(string, runner.Event) {
	return func(_ string, e runner.Event) {
		switch {
		case e.Process != x.Reader:
		case e.Kind == runner.Stdout || e.Kind == runner.Stderr:
			fmt.Fprintf(w.stdout, "      %s | %s\n", e.Process, e.Text)
		case e.Kind == runner.Exit && e.Signal == "":
			fmt.Fprintf(w.stdout, "      %s · exit status %d\n", e.Process, e.Status)
		}
	}
}
