package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bothends/runner"
)

// Standard input is read for programs that can read it, and for no others: a
// pipe that nobody closes would keep them waiting.
func TestGive(t *testing.T) {
	for _, test := range []struct {
		name, source, input string
		args                []string
		want, err           string
	}{
		{"reads", "io.ReadAll(os.Stdin)", "text", nil, "text", ""},
		{"scans", "fmt.Scanln(&x)", "text", nil, "text", ""},
		{"raw", "syscall.Read(0, b)", "text", nil, "text", ""},
		{"does not read", "println(1)", "text", nil, "", ""},
		{"most", "os.Stdin", strings.Repeat("x", runner.MaxArgs-3), []string{"a", "b"}, strings.Repeat("x", runner.MaxArgs-3), ""},
		{"more", "os.Stdin", strings.Repeat("x", runner.MaxArgs-2), []string{"a", "b"}, "", "standard input is longer than 4093 bytes"},
		{"long arguments", "os.Stdin", "", []string{strings.Repeat("x", runner.MaxArgs+1)}, "", "4097 bytes of arguments; a run takes at most 4096"},
	} {
		file := filepath.Join(t.TempDir(), "input")
		if err := os.WriteFile(file, []byte(test.input), 0o644); err != nil {
			t.Fatal(err)
		}
		in, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		s, err := runner.SingleFile("prog.go", test.source, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		err = give(s, test.args, in)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%s: error %v, want %s", test.name, err, test.err)
			}
			continue
		}
		if p := s.Scenario.Processes[0]; err != nil || p.Stdin != test.want || len(p.Args) != len(test.args) {
			t.Errorf("%s: %d bytes of input and %q, want %d and %q; %v", test.name, len(p.Stdin), p.Args, len(test.want), test.args, err)
		}
	}
}

func TestProblemPlace(t *testing.T) {
	dir := t.TempDir()
	const text = "prog.go:3:1: method T.m already declared at prog.go:2:1"
	const more = "\tprog.go:2:1: other declaration of T"
	for _, test := range []struct{ name, process, text, want string }{
		{"a/b.go", "main", text, "a/b.go:3:1: method T.m already declared at a/b.go:2:1"},
		{"a/b.go", "main", more, "\ta/b.go:2:1: other declaration of T"},
		{dir, "main", text, dir + "/prog.go:3:1: method T.m already declared at " + dir + "/prog.go:2:1"},
		{dir, "main", more, "\t" + dir + "/prog.go:2:1: other declaration of T"},
		{"a.txtar", "main", text, text},
		{"echo", "server", text, "server/prog.go:3:1: method T.m already declared at server/prog.go:2:1"},
		{"echo", "server", more, "\tserver/prog.go:2:1: other declaration of T"},
		{"a/b.go", "main", "\t\thave m()", "\t\thave m()"},
	} {
		got := problemPlace(test.name, runner.Event{Process: test.process, Kind: runner.Problem, Text: test.text})
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// A file's own name moves no cursor, and turns no text.
func TestCleanNames(t *testing.T) {
	dir := t.TempDir()
	wrong, refused := filepath.Join(dir, "x\u202e.go"), filepath.Join(dir, "x\x1b[31m\u202e.go")
	for _, name := range []string{wrong, refused} {
		if err := os.WriteFile(name, []byte("package main\n\nfunc main() { x := 1 }\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		wrong:              `x\u202e.go:3:15: declared and not used: x` + "\n",
		refused:            `x␛[31m\u202e.go: "x\x1b[31m\u202e.go" is not a file of a program`,
		refused + "/of.go": `x␛[31m\u202e.go/of.go: `,
	} {
		out, err := exec.Command("bothends", "run", name).CombinedOutput() // TestMain put it there
		if text := string(out); err == nil || strings.ContainsAny(text, "\x1b\u202e") || !strings.Contains(text, want) {
			t.Errorf("%q, %v, want %q", text, err, want)
		}
	}
}
