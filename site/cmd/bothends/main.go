// Command bothends serves, builds, runs and verifies the book.
//
// Each file of a command parses its arguments and calls the package that does
// the work; what has no package of its own is small and stands here: which
// folder the book comes from (book.go) and which program is meant (program.go).
// Flags are Go's own: one dash or two, before what they concern.
//
// Exit statuses: 0 all is well; 1 a difference, a broken book, an error; 2 the
// command line is wrong, or names nothing that there is; 125 programs cannot
// run on this machine. Those of run are the program's own, see run.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"bothends/runner"
	"bothends/site/newbook"
)

// Exit statuses that are not a program's own.
const (
	statusFailed      = 1   // a difference, a broken book, an error
	statusUsage       = 2   // the command line cannot be meant, or nothing goes by the name given
	statusInterrupted = 130 // somebody pressed Ctrl-C, as a shell reports SIGINT
)

// A command is one word after bothends.
type command struct {
	name      string
	arguments string // as the usage shows them
	summary   string
	run       func(ctx context.Context, w world, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "[-http ADDRESS] [-host NAME] [-base-url URL] [-trusted-proxies NETWORKS] [-forwarded-header NAME] [-allow-origin ORIGIN] [-tls-cert FILE] [-tls-key FILE] [-metrics ADDRESS] [-log-json] [-runs N] [-ready D] [-drain D] [-watch] [-book DIR]", "serve the book, and run what its readers write", serve},
		{"build", "[-o DIR] [-base-url URL] [-runner URL] [-paper] [-all] [-book DIR]", "write the book as a static site", build},
		{"verify", "[-run REGEXP] [-update] [-static] [-short] [-count N] [-failfast] [-timeout D] [-engine yaegi|go|auto|both] [-json] [-junit FILE] [-github] [-v] [-book DIR]", "run every snippet and compare with its recording", verifyBook},
		{"run", "[-engine yaegi|go|auto] [-calls] [-all-calls] [-wire] [-pcap FILE] [-json] [-book DIR] SNIPPET|DIR|FILE.go|FILE.txtar [-- ARGS]", "run one snippet or program", runProgram},
		{"check", "[-engine yaegi|go|auto] [-starter] [-json] [-v] [-book DIR] EXERCISE [DIR|FILE.go]", "check what you wrote for an exercise", checkExercise},
		{"init", "[-source URL] [-version COMMIT] DIR", "make a small book to begin with", initBook},
		{"doctor", "", "say what this machine offers to run programs in", doctor},
	}
}

// A world is what a command reads from and writes to.
type world struct {
	stdin          *os.File
	stdout, stderr *os.File
}

func main() {
	runner.Hook()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends bothends at once
	w := world{os.Stdin, os.Stdout, os.Stderr}
	status := dispatch(ctx, w, os.Args[1:])
	stop()
	os.Exit(status)
}

// dispatch runs the command that args name and returns the exit status.
func dispatch(ctx context.Context, w world, args []string) int {
	if len(args) == 0 {
		overview(w.stderr)
		return statusUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		if len(args) == 1 {
			overview(w.stdout)
			return 0
		}
		if args[1] == "reference" {
			fmt.Fprint(w.stdout, newbook.Reference())
			return 0
		}
		args = []string{args[1], "-h"}
	}
	var names []string
	for _, c := range commands() {
		if c.name == args[0] {
			return conclude(w, c, c.run(ctx, w, args[1:]))
		}
		names = append(names, c.name)
	}
	fmt.Fprintf(w.stderr, "bothends: no command %q; there are %s\n", args[0], strings.Join(names, ", "))
	return statusUsage
}

func overview(out io.Writer) {
	fmt.Fprint(out, "Both Ends is a socket-programming book that runs.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(out, "  bothends %-8s %s\n", c.name, c.summary)
	}
	fmt.Fprint(out, "\nbothends COMMAND -h shows a command's flags, bothends help reference what can be written in a book.\n")
}

// A usageError is a command line that cannot be meant.
type usageError struct{ error }

// A statusError asks for an exit status. Its cause, if any, is printed.
type statusError struct {
	status int
	cause  error
}

func (e statusError) Error() string {
	if e.cause == nil {
		return fmt.Sprintf("exit status %d", e.status)
	}
	return e.cause.Error()
}

func (e statusError) Unwrap() error { return e.cause }

// conclude prints what went wrong, once, and maps it to an exit status. Whoever gave a
// file its name does not move the terminal's cursor with it.
func conclude(w world, c command, err error) int {
	var usage usageError
	var status statusError
	var unavailable *runner.Unavailable
	var lines placed
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		return 0 // parse printed it
	case errors.As(err, &usage):
		fmt.Fprintf(w.stderr, "bothends %s: %s\nusage: bothends %s %s\n", c.name, runner.Clean(err.Error()), c.name, c.arguments)
		return statusUsage
	case errors.Is(err, context.Canceled):
		return statusInterrupted
	case errors.As(err, &status) && status.cause == nil:
		return status.status
	case errors.As(err, &lines):
		fmt.Fprintln(w.stderr, runner.Clean(err.Error()))
	default:
		fmt.Fprintf(w.stderr, "bothends: %s\n", runner.Clean(err.Error()))
	}
	switch {
	case errors.As(err, &status):
		return status.status
	case errors.As(err, &unavailable):
		return runner.StatusUnavailable
	}
	return statusFailed
}

// parse reads the flags. At most that many words may follow them.
func parse(w world, f *flag.FlagSet, args []string, most int) error {
	f.SetOutput(io.Discard) // errors are printed once, by conclude
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		for _, c := range commands() {
			if c.name == f.Name() {
				fmt.Fprintf(w.stdout, "usage: bothends %s %s\n\n%s.\n\n", c.name, c.arguments, strings.ToUpper(c.summary[:1])+c.summary[1:])
			}
		}
		f.SetOutput(w.stdout)
		f.PrintDefaults()
		return err
	case err != nil:
		return usageError{err}
	case f.NArg() > most:
		return usageError{fmt.Errorf("unexpected argument %q; flags go first", f.Arg(most))}
	}
	return nil
}
