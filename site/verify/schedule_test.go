package verify

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bothends/runner"
	"bothends/site/verify/passed"
)

// recordedBook is the small book, with its recordings.
func recordedBook(t *testing.T) string {
	t.Helper()
	dir := write(t, book)
	for name, r := range check(t, dir, Options{Update: true, Dir: dir}) {
		if !r.Written {
			t.Fatalf("%s: %+v", name, r)
		}
	}
	return dir
}

// What has passed is not run again, until one of the things that it depends on
// has changed.
func TestCached(t *testing.T) {
	for _, test := range []struct {
		what, file, old, fresh string
		greet                  bool // is still known
	}{
		{"nothing", recorded, "", "", true},
		{"a word of a lesson", "lessons/01-part/010-first.md", "You can greet.", "You can greet anybody.", true},
		{"another snippet", "snippets/leave/main/prog.go", "leaving", "LEAVING", true},
		{"the program", "snippets/greet/main/prog.go", "func main", "// Greets.\nfunc main", false},
		{"the recording", recorded, "good evening", "good night", false},
		{"what a lesson asserts", "lessons/01-part/010-first.md", "```run greet\n```", "```run greet\n```\n\n```question greet\nWhat?\n\n- [x] It. :: So.\n- [ ] That. :: No.\nassert: main prints \"good\"\n```", false},
		{"the scenario", "snippets/greet/scenario.toml", "", "[[process]]\nname = \"main\"\n\n[[expect]]\nreset = false\n", false},
	} {
		t.Run(test.what, func(t *testing.T) {
			dir := recordedBook(t)
			cache := passed.Open(t.TempDir(), "")
			only := regexp.MustCompile("greet")
			if r := check(t, dir, Options{Run: only, Cache: cache})["greet"]; !r.OK() || r.Cached {
				t.Fatalf("at first: %+v", r)
			}
			text, err := os.ReadFile(filepath.Join(dir, test.file))
			if err != nil && test.old != "" {
				t.Fatal(err)
			}
			change(t, dir, test.file, strings.Replace(string(text), test.old, test.fresh, 1))
			if r := check(t, dir, Options{Run: only, Cache: cache})["greet"]; r.Cached != test.greet {
				t.Errorf("cached: %v, want %v: %s", r.Cached, test.greet, r.Details())
			}
		})
	}
}

// Files need not be text: bytes that are none count as well.
func TestCachedBytes(t *testing.T) {
	const file = "snippets/greet/bytes"
	dir, cache := recordedBook(t), passed.Open(t.TempDir(), "")
	for _, test := range []struct {
		text   string
		cached bool
	}{{"\xfe", false}, {"\xfe", true}, {"\xff", false}} {
		change(t, dir, file, test.text)
		if r := check(t, dir, Options{Cache: cache})["greet"]; !r.OK() || r.Cached != test.cached {
			t.Errorf("%q: cached: %v, want %v: %s", test.text, r.Cached, test.cached, r.Details())
		}
	}
}

// A failure, another engine and a count are reasons to run.
func TestNotCached(t *testing.T) {
	dir := recordedBook(t)
	cache := passed.Open(t.TempDir(), "")
	o := Options{Run: regexp.MustCompile("greet"), Cache: cache}
	good := read(t, dir, recorded)
	change(t, dir, recorded, strings.Replace(good, "evening", "night", 1))
	for range 2 {
		if r := check(t, dir, o)["greet"]; r.OK() || r.Cached {
			t.Errorf("of what failed: %+v", r)
		}
	}
	change(t, dir, recorded, good)
	check(t, dir, o)
	for what, other := range map[string]Options{
		"a count":        {Run: o.Run, Cache: cache, Count: 1},
		"another engine": {Run: o.Run, Cache: cache, Engines: []runner.Engine{runner.EngineYaegi}},
	} {
		if r := check(t, dir, other)["greet"]; !r.OK() || r.Cached {
			t.Errorf("with %s: %+v", what, r)
		}
	}
	if r := check(t, dir, o)["greet"]; !r.Cached {
		t.Errorf("the same again: %+v", r)
	}
}

// chance is a program that the kernel's choice of an order makes flaky: of ten
// runs hardly all print the same one of two numbers.
const chance = `-- snippets/greet/main/prog.go --
package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	now := time.Now().UnixNano()
	fmt.Println("good", now/1000%2, len(os.Args))
}
`

func TestCount(t *testing.T) {
	dir := write(t, book, chance)
	only := regexp.MustCompile("greet")
	check(t, dir, Options{Run: only, Update: true, Dir: dir})
	r := check(t, dir, Options{Run: only, Count: 40})["greet"]
	if r.OK() || r.Flaky == "" && !strings.Contains(r.Details(), "differs") {
		t.Fatalf("40 runs: %+v", r)
	}
	if r.Flaky != "" && !regexp.MustCompile(`^flaky: [1-3]?[0-9] of 40 runs failed; the first of those:$`).MatchString(strings.Split(r.Details(), "\n")[1]) {
		t.Errorf("says\n%s", r.Details())
	}
	dir = recordedBook(t)
	if r := check(t, dir, Options{Run: only, Count: 3})["greet"]; !r.OK() || r.Flaky != "" {
		t.Errorf("three good runs: %+v", r)
	}
}

// Results come in the order of their names, however long they take.
func TestOrder(t *testing.T) {
	dir := recordedBook(t)
	change(t, dir, recorded, strings.Replace(read(t, dir, recorded), "good evening", "good night", 1))
	var names []string
	var last Progress
	o := Options{Jobs: 1, Progress: func(p Progress) { last = p }}
	if err := try(t.Context(), t, dir, o, func(r Result) { names = append(names, r.Snippet) }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"greet", "leave"}; !slices.Equal(names, want) {
		t.Errorf("reported %v; want %v", names, want)
	}
	if last.Units != 2 || last.Done != 2 || last.Failed != 1 || len(last.Running) > 0 {
		t.Errorf("at the end, progress is %+v", last)
	}
}

// Who ends a verification is told what had not begun.
func TestStopped(t *testing.T) {
	dir := write(t, book)
	ctx, stop := context.WithCancelCause(t.Context())
	why := errors.New("no more")
	var last Progress
	o := Options{Jobs: 1, Progress: func(p Progress) {
		if last = p; len(p.Running) > 0 {
			stop(why)
		}
	}}
	if err := try(ctx, t, dir, o, func(r Result) { t.Errorf("reported %+v", r) }); err != why {
		t.Errorf("ended with %v; want %v", err, why)
	}
	if want := []string{"leave"}; !slices.Equal(last.Waiting, want) || !slices.Equal(last.Running, []string{"greet"}) {
		t.Errorf("at the end, progress is %+v; want that %v wait", last, want)
	}
}

// The longest comes first: with one at a time, what fails first is what took
// longest, and then nothing else is run.
func TestFailFast(t *testing.T) {
	dir := write(t, book)
	cache := passed.Open(t.TempDir(), "")
	cache.PutTime("[]leave", 1e9)
	results := map[string]Result{}
	o := Options{Jobs: 1, FailFast: true, Cache: cache}
	if err := try(t.Context(), t, dir, o, func(r Result) { results[r.Snippet] = r }); err != nil {
		t.Fatal(err)
	}
	if r, ok := results["leave"]; len(results) != 1 || !ok || r.OK() {
		t.Errorf("reported %+v", results)
	}
}

func TestShort(t *testing.T) {
	dir := recordedBook(t)
	text := read(t, dir, recorded)
	at := strings.LastIndex(text, "\n  ") + 1 // the exit
	change(t, dir, recorded, text[:at]+" 1200  "+text[strings.Index(text[at:], "main")+at:])
	results := check(t, dir, Options{Short: true})
	if r := results["greet"]; r.State() != Skipped || r.Skipped != "takes 1.2s" {
		t.Errorf("of 1.2 s: %+v", r)
	}
	if r := results["leave"]; r.State() != Passed {
		t.Errorf("of less: %+v", r)
	}
}

// Where nothing can run, what can be checked is, and the rest is not called well.
func TestNotRun(t *testing.T) {
	dir := recordedBook(t)
	change(t, dir, "snippets/leave/main/prog.go", "package main\n\nfunc main() {\n\tx := 1\n}\n")
	off := &runner.Unavailable{Layer: "namespaces", Cause: "permission denied", Cure: "none"}
	results := check(t, dir, Options{Runner: &runner.Runner{Off: off}})
	if r := results["greet"]; r.State() != NotRun || !strings.Contains(r.NotRun, "namespaces") {
		t.Errorf("of a good one: %+v", r)
	}
	if r := results["leave"]; r.State() != Failed || !strings.Contains(r.Details(), "snippets/leave/main/prog.go:4:2: declared and not used: x\n") {
		t.Errorf("of one that does not compile: %s", r.Details())
	}
}

// A program that nothing here runs as Go would is not wrong.
func TestNoToolchain(t *testing.T) {
	dir := recordedBook(t)
	results := check(t, dir, Options{Engines: []runner.Engine{runner.EngineGo}, Runner: new(runner.Runner)})
	if r := results["greet"]; r.State() != NotRun || !strings.HasPrefix(r.NotRun, "snippets/greet: main: the engine go was asked for, and no Go toolchain is at hand") {
		t.Errorf("without a toolchain: %+v", r)
	}
}

// Static runs nothing, and finds what can be found.
func TestStatic(t *testing.T) {
	dir := recordedBook(t)
	o := Options{Static: true, Runner: &runner.Runner{Off: context.Canceled}}
	for name, r := range check(t, dir, o) {
		if r.State() != Passed {
			t.Errorf("%s: %+v", name, r)
		}
	}
	change(t, dir, "snippets/greet/main/prog.go", anchored("\tfmt.Sprint(1)\n"))
	r := check(t, dir, o)["greet"]
	for _, want := range []string{
		"snippets/greet/main/prog.go:10:2: vet: result of fmt.Sprint call not used\n",
		"snippets/greet/recording.txt: made from other sources than these\n",
	} {
		if !strings.Contains(r.Details(), want) {
			t.Errorf("no %q in\n%s", want, r.Details())
		}
	}
}

func TestOptionsTogether(t *testing.T) {
	dir := write(t, book)
	for _, o := range []Options{
		{Update: true, Dir: dir, Static: true},
		{Update: true, Dir: dir, Count: 2},
	} {
		err := try(t.Context(), t, dir, o, func(r Result) { t.Errorf("reported %v", r) })
		if _, ok := err.(*OptionError); !ok {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
