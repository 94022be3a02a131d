package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"

	"bothends/runner"
)

func TestMain(m *testing.M) {
	runner.Hook()
	if os.Getenv(soakVariable) != "" {
		soakMain(m)
	}
	testscript.Main(m, map[string]func(){"bothends": main})
}

// TestScripts runs the command as a user does, see testdata. Every script finds
// testdata/book/book.txtar unpacked, with its own files over it. Beside
// testscript's words there are:
//
//	status N COMMAND...   the command exits with status N
//	occupy NAME           something listens at 127.0.0.1; $NAME is its address
//	edit FILE OLD NEW     OLD, which stands once in the file, becomes NEW; \n, \t and \q (') are understood
func TestScripts(t *testing.T) { runScripts(t, "testdata", "book.txtar") }

// TestMistakes makes the mistakes that authors make, one in each script, in the
// book of author.txtar, and expects to be told the place and what to do.
func TestMistakes(t *testing.T) { runScripts(t, "testdata/mistakes", "author.txtar") }

func runScripts(t *testing.T, dir, book string) {
	base, err := txtar.ParseFile(filepath.Join("testdata", "book", book))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Setup:               func(e *testscript.Env) error { return lay(base, e.WorkDir) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"occupy": occupy,
			"edit":   edit,
		},
	})
}

func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	unescape := strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\q`, "'")
	old, fresh := unescape.Replace(args[1]), unescape.Replace(args[2])
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, old); n != 1 {
		ts.Fatalf("%q stands %d times in %s", old, n, args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, old, fresh, 1)), 0o644))
}

// lay writes the archive's files into dir, but leaves those that are there.
func lay(a *txtar.Archive, dir string) error {
	for _, f := range a.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if _, err := os.Stat(name); err == nil {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func occupy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: occupy NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}
