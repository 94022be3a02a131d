package runner_test

import (
	"strings"
	"testing"

	"bothends/runner"
)

func TestSessionFile(t *testing.T) {
	s, err := runner.ParseSession("s/session.txt", []byte("-- server: bind --\na := 1\n\n-- client: ask --\nb := 2\n-- server: go-on --\na\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(s.Terminals, " "); got != "server client" || len(s.Cells) != 3 {
		t.Errorf("terminals %q, %d cells", got, len(s.Cells))
	}
	if c := s.Cell("server", "go-on"); c == nil || c.Line != 7 || c.Text != "a\n" {
		t.Errorf("cell go-on of server is %+v", c)
	}
	for text, want := range map[string]string{
		"":                               "s:",
		"x := 1\n-- server: a --\n":      "s:1: text before the first cell",
		"-- server --\nx\n":              `s:1: "server" names no cell`,
		"-- a: b --\nx\n-- a: b --\ny\n": "s:3: a has a cell b already",
		"-- a: b --\nx\n-- A: b --\ny\n": `s:3: "A" is no name of a terminal`,
		"-- a: b --\n\n-- a: c --\ny\n":  "s:1: cell b is empty",
		"-- a: b c --\nx\n":              `s:1: "b c" is no name of a cell`,
		"-- a: b --\n" + strings.Repeat("x", runner.MaxCell+1): "s:1: cell b has more than 8 KiB",
	} {
		if _, err := runner.ParseSession("s", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v, want %s", text, err, want)
		}
	}
}

func TestSessionSnippet(t *testing.T) {
	text := "-- server: a --\n1\n-- client: a --\n2\n"
	s, err := runner.NewSnippet("book/talk", map[string]string{runner.SessionFile: text})
	if err != nil {
		t.Fatal(err)
	}
	if s.Session == nil || len(s.Scenario.Processes) != 2 || s.Scenario.Processes[0].Name != "server" || *s.Scenario.Processes[0].Serves {
		t.Errorf("%+v", s)
	}
	other, err := runner.NewSnippet("book/talk", map[string]string{runner.SessionFile: "-- client: a --\n2\n-- server: a --\n1\n"})
	if err != nil || other.Sum() == s.Sum() {
		t.Errorf("the order of cells is no part of the sum: %v", err)
	}
	for file, source := range map[string]string{"server/main.go": "package main", runner.ScenarioFile: "[[process]]\nname = \"server\"\n"} {
		if _, err := runner.NewSnippet("book/talk", map[string]string{runner.SessionFile: text, file: source}); err == nil {
			t.Errorf("a session with %s is taken", file)
		}
	}
}
