package runner

import (
	"strings"
	"testing"
	"time"

	"bothends/runner/gobuild"
)

// withToolchain is a Runner that can compile.
func withToolchain(t testing.TB) *Runner {
	t.Helper()
	chain, err := gobuild.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &Runner{Toolchain: func() (*gobuild.Toolchain, error) { return chain, nil }}
}

func runOn(t *testing.T, r *Runner, engine Engine, files map[string]string) ([]Event, Result) {
	t.Helper()
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	var events []Event
	result, err := r.Run(t.Context(), s, Options{Engine: engine}, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	return events, result
}

// The same pair on both engines tells the same story.
func TestBothEngines(t *testing.T) {
	r := withToolchain(t)
	story := func(engine Engine) (lines []string) {
		events, result := runOn(t, r, engine, echoPair())
		if result != (Result{}) {
			t.Errorf("%s: result %+v", engine, result)
		}
		for _, e := range events {
			if e.Kind == Start && e.Engine != engine {
				t.Errorf("%s ran on %s", e.Process, e.Engine)
			}
			e.Time, e.Engine = 0, ""
			text, err := e.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind != Exit { // the two may end in either order
				lines = append(lines, string(text))
			}
		}
		return lines
	}
	if interpreted, compiled := story(EngineYaegi), story(EngineGo); strings.Join(interpreted, "\n") != strings.Join(compiled, "\n") {
		t.Errorf("interpreted\n%s\ncompiled\n%s", strings.Join(interpreted, "\n"), strings.Join(compiled, "\n"))
	}
}

func TestCompiledEnds(t *testing.T) {
	r := withToolchain(t)
	events, result := runOn(t, r, EngineGo, map[string]string{"main.go": "package main\n\nfunc main() {\n\tpanic(\"boom\")\n}\n"})
	if got := texts(events, "main", Stderr); got != "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:4\n" || result.Status != 2 {
		t.Errorf("stderr %q, result %+v", got, result)
	}
	events, result = runOn(t, r, EngineGo, map[string]string{
		"main.go":       "package main\n\nfunc main() {\n\tfor {\n\t}\n}\n",
		"scenario.toml": "[[process]]\nname = \"main\"\n[limits]\ntime = \"1s\"\n"})
	if result.Status != StatusLimit || find(t, events, "main", Exit).Signal != "killed" {
		t.Errorf("for ever: %+v", result)
	}
}

func TestNoToolchain(t *testing.T) {
	events, result := runOn(t, new(Runner), EngineGo, map[string]string{"main.go": "package main\n\nfunc main() {}\n"})
	want := "the engine go was asked for, and no Go toolchain is at hand to compile it: none was asked for"
	if len(events) != 1 || events[0].Text != want || result.Status != StatusUnavailable {
		t.Errorf("events %+v, result %+v", events, result)
	}
}

// What was checked once is not checked again.
func TestOutcomesAreKept(t *testing.T) {
	r := new(Runner)
	files := map[string]string{"main.go": "package main\n\nfunc main() {\n\tx := 1\n}\n"}
	for range 2 {
		events, result := runOn(t, r, EngineAuto, files)
		if len(events) != 1 || events[0].Text != "main.go:4:2: declared and not used: x" || result.Problems != 1 {
			t.Errorf("events %+v, result %+v", events, result)
		}
	}
	if n := len(r.outcomes.bySum); n != 1 {
		t.Errorf("%d outcomes", n)
	}
	for i := range maxOutcomes {
		r.outcomes.put(time.Duration(i).String(), outcome{}, 1)
	}
	if n := len(r.outcomes.bySum); n > maxOutcomes {
		t.Errorf("%d outcomes are kept; want at most %d", n, maxOutcomes)
	}
}

// What the interpreter is not known to get right is compiled, or refused with
// its place: never run with another result than Go's.
func TestAutoCompilesWhatIsNotCertified(t *testing.T) {
	files := map[string]string{"main.go": `package main

import "fmt"

func main() {
	var z = complex(1, 2)
	fmt.Println(z)
}
`}
	events, result := runOn(t, withToolchain(t), EngineAuto, files)
	if got := texts(events, "main", Stdout); got != "(1+2i)\n" || result != (Result{}) {
		t.Errorf("printed %q, result %+v", got, result)
	}
	if s := find(t, events, "main", Start); s.Engine != EngineGo || !strings.HasPrefix(s.Why, "main.go:6:") {
		t.Errorf("start %+v", s)
	}
	for engine, r := range map[Engine]*Runner{EngineAuto: new(Runner), EngineYaegi: withToolchain(t)} {
		events, result = runOn(t, r, engine, files)
		if len(events) != 1 || events[0].Kind != Problem || !strings.HasPrefix(events[0].Text, "main.go:6:") || result.Status != StatusUnavailable {
			t.Errorf("engine %q: events %+v, result %+v", engine, events, result)
		}
	}
}

// A loop variable is rewritten, and then interpreted.
func TestAutoInterpretsWhatIsLowered(t *testing.T) {
	events, _ := runOn(t, new(Runner), EngineAuto, map[string]string{"main.go": `package main

import "fmt"

func main() {
	var all []func() int
	for i := 0; i < 3; i++ {
		all = append(all, func() int { return i })
	}
	for _, f := range all {
		fmt.Println(f())
	}
}
`})
	if got := texts(events, "main", Stdout); got != "0\n1\n2\n" || find(t, events, "main", Start).Engine != EngineYaegi {
		t.Errorf("printed %q; events %+v", got, events)
	}
}
