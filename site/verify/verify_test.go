package verify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"bothends/runner"
	"bothends/site/lesson"
)

func TestMain(m *testing.M) {
	runner.Hook()
	pairOnNetwork()
	os.Exit(m.Run())
}

// book is a small one, in a folder of its own.
const book = `
-- lessons/index.md --
+++
title = "A book"
+++
-- lessons/01-part/index.md --
+++
title = "A part"
+++
-- lessons/01-part/010-first.md --
+++
title = "First"
goal = "You can greet."
+++

` + "```run greet\n```" + `
-- lessons/01-part/020-second.md --
+++
title = "Second"
goal = "You can greet again."
+++

` + "```show greet/main/prog.go\n```" + `
-- snippets/greet/main/prog.go --
package main

import "fmt"

func main() {
	fmt.Println("good morning")
	fmt.Println("good evening")
}
-- snippets/leave/main/prog.go --
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "leaving")
	os.Exit(3)
}
-- snippets/leave/scenario.toml --
[[process]]
name = "main"
exit = 3
`

// write makes a folder of the archives' files.
func write(t *testing.T, archives ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, a := range archives {
		for _, f := range txtar.Parse([]byte(a)).Files {
			change(t, dir, f.Name, string(f.Data))
		}
	}
	return dir
}

func change(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// check verifies the book in dir and returns its results by snippet.
func check(t *testing.T, dir string, o Options) map[string]Result {
	t.Helper()
	results := map[string]Result{}
	if err := try(t.Context(), t, dir, o, func(r Result) { results[r.Snippet] = r }); err != nil {
		t.Fatal(err)
	}
	return results
}

func try(ctx context.Context, t *testing.T, dir string, o Options, report func(Result)) error {
	t.Helper()
	fsys := os.DirFS(dir)
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return Book(ctx, fsys, b, o, report)
}

const recorded = "snippets/greet/recording.txt"

func TestUpdateThenVerify(t *testing.T) {
	dir := write(t, book)
	for name, r := range check(t, dir, Options{}) {
		if r.OK() || !strings.Contains(r.Stale, "there is no recording yet") {
			t.Errorf("%s without a recording: %v", name, r)
		}
	}
	for name, r := range check(t, dir, Options{Update: true, Dir: dir}) {
		if !r.OK() || !r.Written {
			t.Errorf("%s updated: %v", name, r)
		}
	}
	text := read(t, dir, recorded)
	for _, want := range []string{"recording 1 ", "  main  stdout   good morning\n", "  main  stdout   good evening\n", "  main  exit     0\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if got := read(t, dir, "snippets/leave/recording.txt"); !strings.Contains(got, "  main  exit     3\n") {
		t.Errorf("no exit status 3 in\n%s", got)
	}
	for name, r := range check(t, dir, Options{}) {
		t.Run(name, func(t *testing.T) {
			if !r.OK() {
				t.Error(r.Details())
			}
		})
	}
}

// Times differ from run to run; a recording that agrees is not written again.
func TestUpdateLeavesWhatAgrees(t *testing.T) {
	dir := write(t, book)
	check(t, dir, Options{Update: true, Dir: dir})
	old := read(t, dir, recorded)
	lines := strings.SplitAfter(old, "\n")
	lines[2] = " 777  " + lines[2][6:] // a time that no run has
	old = strings.Join(lines, "")
	change(t, dir, recorded, old)
	if r := check(t, dir, Options{Update: true, Dir: dir})["greet"]; !r.OK() || r.Written {
		t.Errorf("%v, want ok and not written", r)
	}
	if got := read(t, dir, recorded); got != old {
		t.Errorf("written anew:\n%s", got)
	}
	// Where only the sources changed, and not what they do, only the sum changes.
	const prog = "snippets/greet/main/prog.go"
	change(t, dir, prog, "// Greets.\n"+read(t, dir, prog))
	if r := check(t, dir, Options{})["greet"]; r.OK() || r.Diff != "" || !strings.Contains(r.Stale, "other sources") {
		t.Errorf("after a change of a comment: %v", r)
	}
	check(t, dir, Options{Update: true, Dir: dir})
	got := read(t, dir, recorded)
	_, body, _ := strings.Cut(got, "\n")
	if _, oldBody, _ := strings.Cut(old, "\n"); body != oldBody || got == old {
		t.Errorf("the update wrote\n%sover\n%s", got, old)
	}
}

func TestDifference(t *testing.T) {
	dir := write(t, book)
	check(t, dir, Options{Update: true, Dir: dir})
	old := strings.Replace(read(t, dir, recorded), "good evening", "good night", 1)
	change(t, dir, recorded, old)
	r := check(t, dir, Options{Dir: dir})["greet"]
	if r.OK() || r.Stale != "" {
		t.Fatalf("%v, want a difference", r)
	}
	printed := r.Details()
	for _, want := range []string{
		"in lessons lessons/01-part/010-first.md:6, lessons/01-part/020-second.md:6\n",
		"snippets/greet/recording.txt: the run differs from it:\n",
		"--- snippets/greet/recording.txt\n+++ what ran now\n@@ main stdout @@\n",
		"good night\n", "  good evening\n",
		"bothends verify -run '^greet$' -update -book " + dir,
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("no %q in\n%s", want, printed)
		}
	}
	if got := read(t, dir, recorded); got != old {
		t.Error("verify without update changed the recording")
	}
}

// A run that is not what the scenario expects is reported and never recorded.
func TestMistakes(t *testing.T) {
	for _, test := range []struct{ name, files, want string }{
		{"another status", "-- snippets/greet/main/prog.go --\npackage main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfmt.Fprintln(os.Stderr, \"no luck\")\n\tos.Exit(7)\n}\n",
			"snippets/greet: main wrote: no luck\nsnippets/greet: main: exit status 7, where the scenario expects 0; if it should, say so in scenario.toml: exit = 7"},
		{"a status too few", "-- snippets/greet/scenario.toml --\n[[process]]\nname = \"main\"\nexit = 1\n",
			"snippets/greet/scenario.toml:3: main: exit status 0, where the scenario expects 1; if it should, say so in scenario.toml: exit = 0"},
		{"no program", "-- snippets/greet/main/prog.go --\npackage main\n\nfunc main() {\n\tx := 1\n}\n",
			"snippets/greet/main/prog.go:4:2: declared and not used: x"},
		{"no end", "-- snippets/greet/main/prog.go --\npackage main\n\nfunc main() {\n\tdone := make(chan bool)\n\t<-done\n}\n",
			"snippets/greet: main wrote: fatal error: all goroutines are asleep - deadlock!\n" +
				"snippets/greet: main wrote: \n" +
				"snippets/greet: main wrote: goroutine 1 [chan receive]:\n" +
				"snippets/greet: main wrote: main.main()\n" +
				"snippets/greet: main wrote: \tsnippets/greet/main/prog.go:5\n" +
				"snippets/greet: main: exit status 2, where the scenario expects 0; if it should, say so in scenario.toml: exit = 2"},
		{"for ever", "-- snippets/greet/scenario.toml --\nlimits.time = \"200ms\"\n-- snippets/greet/main/prog.go --\npackage main\n\nfunc main() {\n\tfor {\n\t}\n}\n",
			"snippets/greet: stopped after 200ms"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := write(t, book)
			only := regexp.MustCompile("greet")
			check(t, dir, Options{Run: only, Update: true, Dir: dir})
			old := read(t, dir, recorded)
			for _, f := range txtar.Parse([]byte(test.files)).Files {
				change(t, dir, f.Name, string(f.Data))
			}
			r := check(t, dir, Options{Run: only, Update: true, Dir: dir})["greet"]
			_, said, _ := strings.Cut(r.Details(), "\n") // the lessons come first
			if r.OK() || r.Written || said != test.want+"\n" {
				t.Errorf("got\n%swant\n%s", said, test.want)
			}
			if read(t, dir, recorded) != old {
				t.Error("the recording was written")
			}
		})
	}
}

func TestOptions(t *testing.T) {
	dir := write(t, book)
	results := check(t, dir, Options{Run: regexp.MustCompile("^lea")})
	if _, ok := results["leave"]; !ok || len(results) != 1 {
		t.Errorf("-run ^lea verified %v", results)
	}
	none := func(r Result) { t.Errorf("reported %v", r) }
	err := try(t.Context(), t, write(t, book, dial), Options{Run: regexp.MustCompile("sleep")}, none)
	if err == nil || err.Error() != "no snippet's name matches sleep; the book has dial, greet, leave" {
		t.Errorf("no match: %v", err)
	}
	err = try(t.Context(), t, dir, Options{Update: true}, none)
	if err == nil || !strings.Contains(err.Error(), "name that with -book") {
		t.Errorf("update without a folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := try(ctx, t, dir, Options{}, none); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestUnreadableRecording(t *testing.T) {
	dir := write(t, book, "-- "+recorded+" --\nrecording 1 ff\nsoon main exit 0\n")
	if r := check(t, dir, Options{})["greet"]; r.OK() || !strings.Contains(r.Details(), recorded+":2: soon is no time") {
		t.Errorf("got %v", r)
	}
	if r := check(t, dir, Options{Update: true, Dir: dir})["greet"]; !r.OK() || !r.Written {
		t.Errorf("update: %v", r)
	}
}

func TestWriteFiles(t *testing.T) {
	dir := write(t, "-- snippets/a/recording.txt --\nold\n")
	outside := filepath.Join(t.TempDir(), "target")
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(dir, "snippets", "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"snippets/missing/recording.txt", "snippets/link/target", "../target"} {
		if err := writeFiles(dir, written{name, []byte("new\n")}); err == nil || !strings.Contains(err.Error(), "not written, the old one stays") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Of two, none is written if one cannot be.
	err := writeFiles(dir, written{"snippets/a/recording.txt", []byte("new\n")}, written{"snippets/missing/recording.txt", []byte("new\n")})
	if got := read(t, dir, "snippets/a/recording.txt"); err == nil || got != "old\n" {
		t.Errorf("of two that cannot both be written, one reads %q: %v", got, err)
	}
	if _, err := os.Stat(outside); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file outside the book was written: %v", err)
	}
	if err := writeFiles(dir, written{"snippets/a/recording.txt", []byte("new\n")}); err != nil {
		t.Error(err)
	}
	if got := read(t, dir, "snippets/a/recording.txt"); got != "new\n" {
		t.Errorf("read %q", got)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "snippets", "a"))
	if err != nil || len(entries) != 1 {
		t.Errorf("files are left over: %v, %v", entries, err)
	}
}

// What a process that was killed has left is gone after the next update, and what
// one is about to write is not.
func TestSweep(t *testing.T) {
	const gone = 1<<31 - 1 // more than any Linux has
	left := []string{
		fmt.Sprintf("snippets/greet/.recording.txt.%d", gone), fmt.Sprintf("snippets/greet/.capture.pcapng.%d", gone),
		fmt.Sprintf("snippets/greet/breaks/.no-loop.txt.%d", gone), fmt.Sprintf("snippets/greet/.recording.txt.%d", os.Getpid()),
	}
	kept := []string{fmt.Sprintf("snippets/greet/.recording.txt.%d", os.Getppid()), "snippets/greet/.gitignore", fmt.Sprintf("snippets/greet/.mine.%d", gone)}
	dir := write(t, book)
	for _, name := range slices.Concat(left, kept) {
		change(t, dir, name, "part of")
	}
	check(t, dir, Options{})
	for _, name := range left {
		read(t, dir, name) // a verification changes nothing
	}
	check(t, dir, Options{Update: true, Dir: dir})
	for _, name := range left {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	for _, name := range kept {
		read(t, dir, name)
	}
}

// Calls are recorded with their lines in the program, which follow a change of it that
// changes nothing else.
func TestUpdateFollowsLines(t *testing.T) {
	const prog, recorded = "snippets/lone/main/main.go", "snippets/lone/recording.txt"
	dir := write(t, book)
	change(t, dir, prog, "package main\n\nimport \"syscall\"\n\nfunc main() {\n\tsyscall.Listen(-1, 5)\n}\n")
	change(t, dir, "snippets/lone/scenario.toml", "calls = true\n")
	for _, line := range []string{"main.go:6", "main.go:7"} {
		if r := check(t, dir, Options{Update: true, Dir: dir})["lone"]; !r.Written {
			t.Errorf("%v\n%s", r, r.Details())
		}
		if text := read(t, dir, recorded); !strings.Contains(text, "listen(-1, 5) = -1 EBADF  "+line+"\n") {
			t.Errorf("no %s in\n%s", line, text)
		}
		change(t, dir, prog, "// Fails.\n"+read(t, dir, prog))
	}
}
