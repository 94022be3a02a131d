package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bothends/runner"
	"bothends/site/cmd/bothends/terminal"
)

// runProgram runs one snippet or program.
//
// A single program behaves as under go run: what it writes comes out byte by
// byte, nothing else on standard output. One thing differs: the exit status is
// the program's own (go run turns all into 1 and says "exit status N"), so that
// scripts can tell 2, a panic, from 1, log.Fatal. 1 stands for errors of the
// compiler as well, 124 for the time limit, 125 for what bothends itself failed
// or refused to do.
//
// Of several processes each line is printed with the process before it.
func runProgram(ctx context.Context, w world, args []string) error {
	f, book := newFlags("run")
	asJSON := f.Bool("json", false, "print each event as one line of JSON")
	engine := engineFlag(f)
	if err := parse(w, f, args, 1, len(args)); err != nil {
		return err
	}
	s, err := findProgram(f.Arg(0), *book)
	if err != nil {
		return statusError{runner.StatusUnavailable, err}
	}
	given := f.Args()[1:]
	if len(given) > 0 && given[0] == "--" {
		given = given[1:]
	}
	if single(s) {
		if err := give(s, given, w.stdin); err != nil {
			return statusError{runner.StatusUnavailable, err}
		}
	} else if len(given) > 0 {
		return usageError{fmt.Errorf("%s has several processes, and its scenario has their arguments; flags go before %s", s.Name, f.Arg(0))}
	}
	options := runner.Options{Engine: *engine}
	emit, done := emitLines(w, s)
	switch {
	case *asJSON:
		emit, done = emitJSON(w), func() {}
	case single(s):
		options.Output, emit, done = copyOutput(w), emitAsides(w, f.Arg(0)), func() {}
	}
	result, err := newRunner(ctx).Run(ctx, s, options, emit)
	done()
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return statusError{runner.StatusUnavailable, err}
	case result.Failed != "" && !single(s) && !*asJSON:
		return statusError{result.Status, errors.New(result.Failed)}
	case result.Status != 0:
		return statusError{status: result.Status}
	}
	return nil
}

func emitJSON(w world) func(runner.Event) {
	enc := json.NewEncoder(w.stdout)
	enc.SetEscapeHTML(false)
	return func(e runner.Event) { enc.Encode(e) } // a reader who left ends us by SIGPIPE
}

// copyOutput passes the bytes of a single program on.
func copyOutput(w world) func(string, runner.Kind, []byte) {
	return func(_ string, kind runner.Kind, b []byte) {
		if kind == runner.Stderr {
			w.stderr.Write(b)
		} else {
			w.stdout.Write(b)
		}
	}
}

// emitAsides prints what the runner has to say about a single program.
func emitAsides(w world, name string) func(runner.Event) {
	return func(e runner.Event) {
		switch {
		case e.Kind == runner.Problem:
			fmt.Fprintln(w.stderr, problemPlace(name, e))
		case e.Kind == runner.Limit || e.Kind == runner.Note:
			fmt.Fprintf(w.stderr, "bothends: %s\n", e.Text)
		case e.Kind == runner.Exit && e.Signal != "":
			fmt.Fprintf(w.stderr, "bothends: the program was ended by a signal: %s\n", e.Signal)
		}
	}
}

// problemPlace says where a problem is in the words in which the user named the
// program, so that an editor finds it.
func problemPlace(name string, e runner.Event) string {
	_, rest, ok := strings.Cut(e.Text, ":")
	if strings.HasPrefix(e.Text, "\t") {
		return e.Text // what the line before has more to say
	}
	switch info, err := os.Stat(name); {
	case ok && filepath.Ext(name) == ".go":
		return name + ":" + rest
	case err == nil && info.IsDir() && e.Process == "main":
		return filepath.Join(name, e.Text)
	case e.Process == "main":
		return e.Text
	}
	return e.Process + "/" + e.Text
}

// emitLines prints the transcript of several processes.
func emitLines(w world, s *runner.Snippet) (emit func(runner.Event), done func()) {
	info, err := w.stdout.Stat()
	colour := err == nil && info.Mode()&os.ModeCharDevice != 0 &&
		os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	t := terminal.New(w.stdout, s.Scenario, colour)
	return t.Print, t.Flush
}
