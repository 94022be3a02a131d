package verify

import (
	"strings"
	"testing"

	"bothends/runner"
)

// sessionBook has one session, in one lesson.
const sessionBook = `
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
goal = "You can talk."
+++

` + "```session talk\n```" + `
`

const talkCells = `-- server: listen --
ln, err := net.Listen("tcp", "127.0.0.1:7")
err
-- server: accept --
conn, err := ln.Accept()
err
-- client: dial --
c, err := net.Dial("tcp", "127.0.0.1:7")
err
`

// A session is recorded and verified as any snippet, on the interpreter.
func TestSession(t *testing.T) {
	dir := write(t, sessionBook)
	change(t, dir, "snippets/talk/session.txt", talkCells)
	if r := check(t, dir, Options{Update: true, Dir: dir})["talk"]; !r.OK() || !r.Written {
		t.Fatalf("updated: %v", r.Details())
	}
	text := read(t, dir, "snippets/talk/recording.txt")
	for _, want := range []string{"server  waits    accept accept\n", "server  value    accept done nil\n", "client  value    dial done nil\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if r := check(t, dir, Options{Engines: []runner.Engine{runner.EngineYaegi, runner.EngineGo}})["talk"]; !r.OK() || !strings.Contains(r.Note, "not compiled") {
		t.Errorf("on both engines: %v, note %q", r.Details(), r.Note)
	}
	if r := check(t, dir, Options{Engines: []runner.Engine{runner.EngineGo}})["talk"]; !strings.Contains(r.NotRun, "interpreted, cell by cell") {
		t.Errorf("on the engine go: %v, not run %q", r.Details(), r.NotRun)
	}
	change(t, dir, "snippets/talk/session.txt", strings.Replace(talkCells, "err\n-- client", "conn != nil\n-- client", 1))
	if r := check(t, dir, Options{})["talk"]; r.OK() || !strings.Contains(r.Diff, "+") || !strings.Contains(r.Diff, "accept done true") {
		t.Errorf("another value: %v", r.Details())
	}
}

// What is wrong with a cell is told at its place in the session's file, by a run as without one.
func TestSessionMistakes(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"err\n-- server", "nobody\n-- server", "snippets/talk/session.txt:3:1: undefined: nobody"},
		{"conn, err := ln", "conn,err:=ln", "snippets/talk/session.txt:5: not formatted"},
		{"conn, err := ln.Accept()", "conn, err := ln.Accept() // " + strings.Repeat("long ", 10), "snippets/talk/session.txt:5: 78 columns"},
	} {
		dir := write(t, sessionBook)
		change(t, dir, "snippets/talk/session.txt", strings.Replace(talkCells, test.from, test.to, 1))
		for _, o := range []Options{{}, {Static: true}} {
			if r := check(t, dir, o)["talk"]; !strings.Contains(r.Details(), test.want) {
				t.Errorf("%q (static: %t): %s\nwithout %s", test.to, o.Static, r.Details(), test.want)
			}
		}
	}
	dir := write(t, sessionBook)
	change(t, dir, "snippets/talk/session.txt", talkCells+"-- client: falls --\nvar p *int\n*p = 1\n")
	if r := check(t, dir, Options{})["talk"]; !strings.Contains(r.Details(), "snippets/talk/session.txt:12: panic: runtime error: invalid memory address or nil pointer dereference\n") {
		t.Errorf("a panic: %s", r.Details())
	}
}
