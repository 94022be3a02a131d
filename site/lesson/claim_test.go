package lesson

import (
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"bothends/runner"
	"bothends/runner/recording"
)

// broken adds a lesson with a break, and a question about each run.
func broken(t *testing.T) *Book {
	t.Helper()
	name := t.TempDir() + "/break.txtar"
	err := os.WriteFile(name, txtar.Format(&txtar.Archive{Files: []txtar.File{{Name: "lessons/01-tcp/030-x.md", Data: []byte(`+++
title = "X"
goal  = "X."
+++

` + "```" + `question tcp-echo#no-serve
assert: client exit 1
Which?

- [ ] A :: no
- [x] B :: yes
assert: server prints "b"
` + "```" + `

` + "```" + `break tcp-echo/server/main.go no-serve
- serve()
+ accept()
assert: server never prints "serving"
time: 1.5s
` + "```" + `

See [it](#break:tcp-echo:no-serve).
`)}}}), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, "testdata/base.txtar", name)
}

func TestBreak(t *testing.T) {
	b := broken(t)
	s := b.Snippets["tcp-echo"]
	e := s.Break("no-serve")
	if e == nil || e.Edited.Name != "tcp-echo#no-serve" || e.Edited.Sum() == s.Sum() {
		t.Fatalf("break %+v", e)
	}
	source := e.Edited.Program("server").Files["main.go"]
	if strings.Contains(source, "serve()") || strings.Count(source, "accept()") != 2 || !strings.Contains(source, "\t\t\taccept()\n") {
		t.Errorf("edited to\n%s", source)
	}
	if had, has := time.Duration(s.Scenario.Limits.Time), time.Duration(e.Edited.Scenario.Limits.Time); had != runner.DefaultTime || has != 1500*time.Millisecond {
		t.Errorf("the snippet has %v, the break %v; want the default and 1.5s", had, has)
	}
	if len(s.Claims) != 0 || len(e.Claims) != 3 {
		t.Errorf("%d claims about the snippet, %d about the break; want 0 and 3", len(s.Claims), len(e.Claims))
	}
	stale := b.Stale()
	if len(stale) != 2 || stale[1].Error() != "snippets/tcp-echo/breaks/no-serve.txt: there is no recording; run: bothends verify -book DIR -run '^tcp-echo#no-serve$' -update" {
		t.Errorf("stale: %v", stale)
	}
}

// What is asserted is held against the recording, if it is of what runs.
func TestRefuted(t *testing.T) {
	b := broken(t)
	e := b.Snippets["tcp-echo"].Break("no-serve")
	if err := b.Refuted(); err != nil {
		t.Errorf("refuted without a recording: %v", err)
	}
	e.Recording = recording.New(e.Edited, []runner.Event{
		{Process: "server", Kind: runner.Stdout, Text: "serving b"},
		{Process: "client", Kind: runner.Exit},
	})
	want := []string{
		`lessons/01-tcp/030-x.md:18: the run of tcp-echo#no-serve does not bear this out: server never prints "serving"; it says: server does, in 1 line`,
		`lessons/01-tcp/030-x.md:7: the run of tcp-echo#no-serve does not bear this out: client exit 1; it says: client ended otherwise: exit 0`,
	}
	var got []string
	for _, err := range b.Refuted() {
		got = append(got, err.Error())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	e.Recording.Sum = "0"
	if err := b.Refuted(); err != nil {
		t.Errorf("refuted by a stale recording: %v", err)
	}
}
