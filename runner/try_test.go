package runner

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"bothends/runner/box"
	"bothends/runner/frame"
)

// unbegun is a program that the interpreter cannot begin: labels within a case of a select
// are beyond it.
const unbegun = `package main

import (
	"fmt"
	"os"
)

func main() {
	select {
	default:
	again:
		for range 2 {
			fmt.Println(0, os.Args[1:])
			break again
		}
	}
	os.Exit(4)
}
`

// What the interpreter cannot begin is compiled, in the same worker, and the next time at
// once. Other processes of the run have begun by then, and do not begin again.
func TestCompilesWhatCannotBegin(t *testing.T) {
	r := withToolchain(t)
	s, err := NewSnippet("test", map[string]string{
		"first/main.go":  "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"first\") }\n",
		"second/main.go": unbegun,
		"scenario.toml":  "[[process]]\nname = \"first\"\nwait = \"exit\"\n[[process]]\nname = \"second\"\nargs = [\"a\"]\ncount = 2\nexit = 4\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, again := range []bool{false, true} {
		var told []string
		result, err := r.Run(t.Context(), s, Options{uncertified: !again, Calls: !again}, func(e Event) {
			switch e.Kind {
			case Start:
				told = append(told, strings.TrimSpace(e.Process+" on "+string(e.Engine)+" "+e.Why))
			case Stdout, Stderr, Note, Problem:
				told = append(told, e.Process+": "+e.Text)
			}
		})
		if err != nil || result != (Result{}) {
			t.Fatalf("result %+v, error %v; told\n%s", result, err, strings.Join(told, "\n"))
		}
		const compiled = " on go the interpreter cannot begin it: main.go:11:2: undefined: again"
		begins := []string{"first on yaegi", "first: first"}
		if !again {
			begins = append(begins, "second-1 on yaegi", "second-2 on yaegi")
		}
		want := append(begins, "second-1"+compiled, "second-2"+compiled, "second-1: 0 [a]", "second-2: 0 [a]")
		for _, line := range want {
			n := 0
			for _, l := range told {
				if l == line {
					n++
				}
			}
			if n != 1 {
				t.Errorf("again %t: %d × %q in\n%s", again, n, line, strings.Join(told, "\n"))
			}
		}
		if len(told) != len(want) {
			t.Errorf("again %t: told\n%s", again, strings.Join(told, "\n"))
		}
	}
	if _, result := runOn(t, &Runner{}, EngineAuto, map[string]string{"main.go": "package main\n\nfunc main() {}\n"}); result != (Result{}) {
		t.Errorf("without a toolchain: %+v", result)
	}
}

// What the interpreter turns out not to know while it runs is compiled the next time.
func TestCompilesWhatWasUnsure(t *testing.T) {
	const unsure = "package main\n\nimport \"fmt\"\n\ntype T int\n\nfunc (t T) F() { fmt.Println(\"F\") }\n\nvar t *T\n\ntype I interface{ F() }\n\nvar i I = t\n\nfunc main() {\n\tfmt.Println(1)\n\ti.F()\n}\n"
	const cannot = "the interpreter cannot tell what Go would do here: method F takes a value, and the interface holds a nil pointer"
	const goes = "panic: value method main.T.F called using nil *T pointer"
	with := withToolchain(t)
	for _, test := range []struct {
		name   string
		runner *Runner
		engine Engine
		status int
		want   []string // of what is told, in this order
	}{
		{"first", with, EngineAuto, StatusUnavailable, []string{"start yaegi ", "1", "bothends: " + cannot, "once more"}},
		{"again", with, EngineAuto, 2, []string{"start go " + cannot, "1", goes}},
		{"without a toolchain", &Runner{}, EngineAuto, StatusUnavailable, []string{"start yaegi ", "1", cannot}},
		{"without a toolchain, again", &Runner{}, EngineAuto, StatusUnavailable, []string{"start yaegi ", "1", cannot}},
	} {
		events, result := runOn(t, test.runner, test.engine, map[string]string{"main.go": unsure})
		told := ""
		for _, e := range events {
			switch e.Kind {
			case Start:
				told += "start " + string(e.Engine) + " " + e.Why + "\n"
			case Stdout, Stderr, Note:
				told += e.Text + "\n"
			}
		}
		rest := told
		for _, want := range test.want {
			_, after, found := strings.Cut(rest, want)
			if rest = after; !found {
				t.Errorf("%s: no %q in\n%s", test.name, want, told)
			}
		}
		if result.Status != test.status || strings.Contains(told, "once more") != (test.name == "first") {
			t.Errorf("%s: status %d; told\n%s", test.name, result.Status, told)
		}
	}
}

// What the interpreter needs too much room for is compiled the next time: goroutines and calls
// each cost it several times what they cost Go.
func TestCompilesWhatTookTooMuchMemory(t *testing.T) {
	r := withToolchain(t)
	for note, body := range map[string]string{
		"compiled, it takes less":       "func main() {\n\tc := make(chan int)\n\tfor range 30000 {\n\t\tgo func() { c <- 1 }()\n\t}\n\tsum := 0\n\tfor range 30000 {\n\t\tsum += <-c\n\t}\n\tfmt.Println(sum)\n}\n",
		"compiled, calls may go deeper": "func count(n int) int {\n\tif n == 0 {\n\t\treturn 0\n\t}\n\treturn count(n-1) + 1\n}\n\nfunc main() { fmt.Println(count(300_000) / 10) }\n",
	} {
		files := map[string]string{"main.go": "package main\n\nimport \"fmt\"\n\n" + body}
		events, result := runOn(t, r, EngineAuto, files)
		if find(t, events, "main", Limit).Limit != LimitMemory || !strings.Contains(texts(events, "main", Note), note) {
			t.Errorf("first: %+v, notes %q, want %q", result, texts(events, "main", Note), note)
		}
		events, result = runOn(t, r, EngineAuto, files)
		if result != (Result{}) || texts(events, "main", Stdout) != "30000\n" {
			t.Errorf("again: %+v, %q", result, texts(events, "main", Stdout))
		}
	}
}

// What was stopped at a limit of time while it computed is too slow for the interpreter; what only
// waited, or was killed for another reason, is not.
func TestTooSlow(t *testing.T) {
	s := &Snippet{}
	s.Scenario.Limits.Time = Duration(4 * time.Second)
	const kill = int(syscall.SIGKILL)
	for _, test := range []struct {
		name string
		run  run
		exit box.Exited
		want bool
	}{
		{"at the limit of the run", run{killed: true, result: Result{Status: StatusLimit}}, box.Exited{Signal: kill, CPUTime: 2 * time.Second}, true},
		{"at its own limit", run{}, box.Exited{Signal: kill, CPUTime: 4 * time.Second}, true},
		{"waiting", run{killed: true, result: Result{Status: StatusLimit}}, box.Exited{Signal: kill, CPUTime: time.Second / 2}, false},
		{"cancelled", run{killed: true}, box.Exited{Signal: kill, CPUTime: 2 * time.Second}, false},
		{"told to end", run{}, box.Exited{Signal: int(syscall.SIGTERM), CPUTime: 2 * time.Second}, false},
		{"by itself", run{}, box.Exited{CPUTime: 2 * time.Second}, false},
	} {
		if test.run.snippet = s; test.run.tooSlow(&test.exit) != test.want {
			t.Errorf("%s: %t", test.name, !test.want)
		}
	}
}

// Of a run that has been ended nothing is compiled any more: not what a process said, a
// moment before it was killed, that the interpreter cannot begin.
func TestCompilesNothingWhenKilled(t *testing.T) {
	answer, err := frame.Append(nil, []byte("main.go:1:1: why"))
	if err != nil {
		t.Fatal(err)
	}
	compiles := false
	defer func() {
		if fault := recover(); fault != nil || compiles {
			t.Errorf("it went on to compile: %v", fault)
		}
	}()
	p := &process{spec: &Process{Name: "main", Program: "main"}, name: "main", started: true, trying: true}
	r := &run{killed: true, processes: []*process{p}, runner: withToolchain(t), snippet: &Snippet{}, emit: func(e Event) { compiles = compiles || e.Kind == Start }}
	if err := r.takeAnswer(0, &box.Output{Bytes: answer}); err != nil {
		t.Error(err)
	}
}

// A kill counts as the limit of processor time if about as much was used; an earlier one is
// somebody else's, and so is another signal.
func TestMetCPULimit(t *testing.T) {
	const kill = int(syscall.SIGKILL)
	for _, test := range []struct {
		exit box.Exited
		want bool
	}{
		{box.Exited{Signal: kill, CPUTime: cpuSeconds * time.Second}, true},
		{box.Exited{Signal: kill, CPUTime: (cpuSeconds - 2) * time.Second}, true},
		{box.Exited{Signal: kill, CPUTime: time.Second}, false},
		{box.Exited{Signal: int(syscall.SIGTERM), CPUTime: cpuSeconds * time.Second}, false},
		{box.Exited{CPUTime: cpuSeconds * time.Second}, false},
	} {
		if metCPULimit(&test.exit) != test.want {
			t.Errorf("%+v: %t", test.exit, !test.want)
		}
	}
}
