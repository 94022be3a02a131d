package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"bothends/runner"
	"bothends/site/cmd/bothends/terminal"
)

// runProgram runs one snippet or program.
//
// A snippet of the book, and whatever has several processes, is shown as the
// book shows it: each line with the process before it. The exit status is 0 if
// every process ended as its scenario expects, else that of the first which did
// not, or 1 if that is 0.
//
// A single program behaves as under go run: what it writes comes out byte by
// byte, nothing else on standard output, and nothing is said of what go vet or
// gofmt would find in it, as it is of a snippet, and with -json. One thing differs: the exit status is
// the program's own (go run turns all into 1 and says "exit status N"), so that
// scripts can tell 2, a panic, from 1, log.Fatal.
//
// With -wire the run is drawn as a ladder when it has ended, in place of all this.
//
// Of bothends itself are 1 for errors of the compiler and a broken snippet, 2
// where nothing goes by the name given, 124 for a limit, and 125 where programs
// cannot be run.
func runProgram(ctx context.Context, w world, args []string) error {
	f, book := newFlags("run")
	asJSON := f.Bool("json", false, "print each event as one line of JSON")
	onWire := f.Bool("wire", false, "draw the packets between the processes, and what these print, when the run has ended")
	pcap := placeFlag(f, "pcap", "", "write the packets to this `file`, which Wireshark opens")
	calls := f.Bool("calls", false, "show the programs' calls on sockets, as strace(1) writes them")
	all := f.Bool("all-calls", false, "show also those that package net makes on its own account")
	engine := engineFlag(f)
	if err := parse(w, f, args, len(args)); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return usageError{errors.New("run what? Name a snippet of the book, a folder, a .go file or a .txtar archive")}
	}
	p, err := prepare(w, f.Args(), *book)
	if err != nil {
		return err
	}
	options := runner.Options{Engine: *engine, Packets: *asJSON || *onWire, Calls: *calls || *all}
	closePcap := func() error { return nil }
	if *pcap != "" {
		if options.Frame, closePcap, err = writePcap(*pcap, p.Name); err != nil {
			return unwritable("pcap", err)
		}
	}
	shown := func(e runner.Event) bool { return *all || e.Kind != runner.Call || !e.Call.Noise }
	printer := newPrinter(w, p.Snippet)
	emit, done := printer.Print, printer.Flush
	switch {
	case *asJSON:
		emit, done = emitJSON(w), func() {}
		shown = func(runner.Event) bool { return true }
	case *onWire:
		wire := terminal.NewWire(w.stdout, p.Snippet.Scenario, printer)
		emit, done = wire.Add, wire.Draw
	case p.alone:
		options.Output, emit, done = copyOutput(w), emitAsides(w, f.Arg(0)), func() {}
		options.Findings = func(runner.Finding) {} // go run does not look for any
	}
	r := newRunner(ctx)
	if dir, err := os.UserCacheDir(); err == nil {
		r.Notes = runner.Notes{Dir: filepath.Join(dir, "bothends", "to-compile")}
	}
	result, err := r.Run(ctx, p.Snippet, options, func(e runner.Event) {
		if shown(e) {
			emit(e)
		}
	})
	done()
	if err := closePcap(); err != nil {
		return err
	}
	return p.verdict(result, err, *onWire, *asJSON)
}

// verdict is what the command ends with when the run has.
func (p program) verdict(result runner.Result, err error, onWire, asJSON bool) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return statusError{runner.StatusUnavailable, err}
	case result.Failed != "" && p.alone && onWire:
		how, _, _ := strings.Cut(result.Failed, ", where the scenario expects") // there is none
		return statusError{cmp.Or(result.Status, statusFailed), errors.New(how)}
	case result.Failed != "" && (!p.alone || onWire) && !asJSON:
		return statusError{cmp.Or(result.Status, statusFailed), errors.New(result.Failed)}
	case result.Failed != "" || result.Status != 0:
		return statusError{status: cmp.Or(result.Status, statusFailed)}
	}
	return nil
}

// prepare finds the program that the words name, and hands it the arguments
// that follow its name.
func prepare(w world, words []string, book string) (program, error) {
	p, err := findProgram(w, words[0], book)
	if err != nil {
		return p, err
	}
	given := words[1:]
	if len(given) > 0 && given[0] == "--" {
		given = given[1:]
	}
	switch {
	case p.alone:
		return p, give(p.Snippet, given, w.stdin)
	case len(given) > 0 && single(p.Snippet):
		return p, usageError{fmt.Errorf("%s is a snippet of the book, and its scenario has its arguments; flags go before %[1]s", words[0])}
	case len(given) > 0:
		return p, usageError{fmt.Errorf("%s has several processes, and its scenario has their arguments; flags go before %s", p.Name, words[0])}
	}
	return p, nil
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
			fmt.Fprintln(w.stderr, runner.Clean(problemPlace(name, e)))
		case e.Kind == runner.Limit || e.Kind == runner.Note:
			fmt.Fprintf(w.stderr, "bothends: %s\n", e.Text)
		case e.Kind == runner.Call:
			fmt.Fprintln(w.stderr, e.Call.Told())
		case e.Kind == runner.Exit && e.Signal != "":
			fmt.Fprintf(w.stderr, "bothends: the program was ended by a signal: %s\n", e.Signal)
		}
	}
}

// problemPlace says where a problem is, and what it has to do with, in the words in which the
// user named the program, so that an editor finds it.
func problemPlace(name string, e runner.Event) string {
	info, err := os.Stat(name)
	isFolder := err == nil && info.IsDir()
	return problemPlaces.ReplaceAllStringFunc(e.Text, func(place string) string {
		file := strings.TrimLeft(strings.TrimPrefix(place, " at"), " \t")
		before := strings.TrimSuffix(place, file)
		switch {
		case filepath.Ext(name) == ".go":
			return before + name
		case e.Process != "main":
			return before + e.Process + "/" + file
		case isFolder:
			return before + filepath.Join(name, file)
		}
		return place
	})
}

// problemPlaces finds the files in what the compiler says: in front, and where it names another
// place.
var problemPlaces = regexp.MustCompile(`(?:^\t?| at )[^\s:]+\.go\b`)

// newPrinter prints the transcript.
func newPrinter(w world, s *runner.Snippet) *terminal.Printer {
	info, err := w.stdout.Stat()
	colour := err == nil && info.Mode()&os.ModeCharDevice != 0 &&
		os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return terminal.New(w.stdout, s.Scenario, colour)
}
