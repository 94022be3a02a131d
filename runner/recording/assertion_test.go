package recording

import (
	"testing"

	"bothends/runner"
)

// asserted is a run of a server and two clients, and its scenario.
func asserted(t *testing.T) (runner.Scenario, *Recording) {
	t.Helper()
	s, err := runner.NewSnippet("asserted", map[string]string{
		"server/main.go": "package main", "client/main.go": "package main",
		"scenario.toml": "[[process]]\nname = \"server\"\n[[process]]\nname = \"client\"\ncount = 2\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Parse("recording", []byte(`recording 1 ff
  0.0  server    start
  0.1  server    listen  tcp [::]:7
  0.2  client-1  stdout  sent 3 bytes
  0.2  client-1  stdout  got "a"
  0.3  client-1  stdout  got "b"
  0.2  client-2  stdout  sent 3 bytes
  0.3  client-2  stderr  got nothing
  0.4  client-1  exit    0
  0.4  client-2  exit    0
  0.5  server    stderr  write: broken pipe
  0.6  server    exit    signal terminated
  0.6  -         limit   time stopped after 5s
`))
	if err != nil {
		t.Fatal(err)
	}
	return s.Scenario, r
}

func TestAssertions(t *testing.T) {
	s, r := asserted(t)
	for text, want := range map[string]string{
		`client prints "got"`:                        "",
		`client stdout contains "got"`:               "client-2 does not",
		`client-1 stdout contains "got \"a\""`:       "",
		`client prints "got" in 1 line`:              "client-1 does so in 2 lines",
		`client-1 prints "got" in 2 lines`:           "",
		`client-1 prints "sent" before "got"`:        "",
		`client-1 prints "got" before "sent"`:        "client-1 does not, or not in that order",
		`client-2 prints "sent" before "got"`:        "client-2 does not, or not in that order", // another stream
		`client never prints "panic"`:                "",
		`server never prints "reset" or "broken"`:    "server does, in 1 line",
		`server stderr contains "reset" or "broken"`: "",
		`server listen contains "[::]:7"`:            "",
		`client exit 0`:                              "",
		`client exit 1`:                              "client-1 ended otherwise: exit 0",
		`server exit signal terminated`:              "",
		`run limit contains "stopped after"`:         "",
		`run prints "x"`:                             "the run does not",
	} {
		a, err := ParseAssertion(text)
		if err == nil {
			err = a.Of(s)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := ""
		if err := a.Check(s, r); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestNoAssertions(t *testing.T) {
	s, _ := asserted(t)
	for text, want := range map[string]string{
		``:                                     "this asserts nothing; " + howToAssert,
		`client`:                               "this asserts nothing; " + howToAssert,
		`client prints`:                        "what is asserted stands in quotes; " + howToAssert,
		`client prints got`:                    "what is asserted stands in quotes; " + howToAssert,
		`client stdot contains "a"`:            `"stdot" cannot be asserted; did you mean stdout?; ` + howToAssert,
		`client stdout "a"`:                    "after stdout comes contains; " + howToAssert,
		`client exit`:                          `client exit what? a status, such as 1, or "signal terminated"`,
		`client exit killed`:                   `client exit what? a status, such as 1, or "signal terminated"`,
		`client prints "a" in few lines`:       "after the text: in how many lines? such as in 3 lines",
		`client prints "a" before b`:           `before what? a text in quotes, such as prints "sent" before "got"`,
		`client prints "a" and "b"`:            `"and" is not understood here; after the text may come or "…", before "…", or in 3 lines`,
		`client prints "a" in 1 line and more`: "one assertion in each line; " + howToAssert,
		`client never prints "a" in 1 line`:    "one assertion in each line; " + howToAssert,
		`clint prints "a"`:                     "no process clint in this scenario; did you mean client?",
		`peer prints "a"`:                      "no process peer in this scenario; there are server, client, and run for the whole",
	} {
		a, err := ParseAssertion(text)
		if err == nil {
			err = a.Of(s)
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
}
