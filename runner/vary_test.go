package runner

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const varied = `
[[process]]
name = "server"
args = ["127.0.0.1:7"]
[[process]]
name = "client"
args = ["127.0.0.1:7", "localhost", "[::1]:7", "::1", "hello", "192.0.2.9", ":7"]
[[process]]
name = "other"
program = "client"
`

func TestVary(t *testing.T) {
	load := func(scenario string) *Snippet {
		s, err := NewSnippet("echo", map[string]string{
			"server/main.go": "package main\n\nfunc main() {}\n", "client/main.go": "package main\n\nfunc main() {}\n", "scenario.toml": scenario,
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := load(varied)
	before := s.Sum()
	line, err := ParseLink("delay = \"20ms\"\nserver = { lose = [1] }")
	if err != nil {
		t.Fatal(err)
	}
	if line.Delay != 20*time.Millisecond || !slices.Equal(line.Sends[0].Lose.Numbers, []int{1}) {
		t.Errorf("the link is %+v", line)
	}
	out, err := s.Vary(Variation{Args: map[string][]string{"other": {"127.0.0.1"}}, Counts: map[string]int{"client": 3}, Link: line})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range out.Scenario.Processes {
		got = append(got, fmt.Sprint(p.Names(), p.Args))
	}
	if want := []string{"[server] [127.0.0.1:7]", "[client-1 client-2 client-3] [server:7 server ip6-server:7 ip6-server hello 192.0.2.9 :7]", "[other] [127.0.0.1]"}; !slices.Equal(got, want) {
		t.Errorf("%q; want %q", got, want)
	}
	if s.Sum() != before || s.Scenario.Link != nil {
		t.Error("the snippet itself has changed")
	}
	for _, test := range []struct {
		scenario string
		v        Variation
		want     string
	}{
		{varied, Variation{Args: map[string][]string{"clent": nil}}, "no process; did you mean client?"},
		{varied, Variation{Args: map[string][]string{"client": {strings.Repeat("x", MaxArgs+1)}}}, "bytes of arguments"},
		{varied, Variation{Args: map[string][]string{"client": {"x\x00"}}}, "byte 0"},
		{varied, Variation{Counts: map[string]int{"server": 2}}, "serves, and there is one of it"},
		{varied, Variation{Counts: map[string]int{"client": 15}}, "17 processes in one run; at most 16"},
		{varied, Variation{Counts: map[string]int{"client": 0}}, "count is 0"},
		{varied, Variation{Counts: map[string]int{"client": -1, "other": 1}}, "count is -1"},
		{varied + "[names]\n\"a.example\" = [\"127.0.0.1\"]\n", Variation{Link: line}, "names lead to the loopback"},
	} {
		if _, err := load(test.scenario).Vary(test.v); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v; want %q", test.v, err, test.want)
		}
	}
	for text, want := range map[string]string{
		"delay = \"1h\"":                  "link:1: delay is 1h0m0s",
		"[[process]]\nname = \"x\"":       "process",
		"drop = 1":                        "link:1",
		"x":                               "link:1:",
		"client = { lose = 2 }":           "share from 0 to 1",
		"client = { lose = [100000000] }": "packets have numbers",
	} {
		if _, err := ParseLink(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", text, err, want)
		}
	}
}

// What is written of a line is read as the same line.
func TestFormatLink(t *testing.T) {
	for _, text := range []string{
		"# a line without faults\n",
		"delay = \"20ms\"\nclient = { lose = [2] }\n",
		"delay = \"1.5ms\"\nrate = 1000000\nmtu = 1280\nseed = 7\nserver = { lose = 0.1, duplicate = [1, 3], reorder = 0.0001, lose-acks = [1] }\nclient = { lose = 1 }\n",
	} {
		line, err := ParseLink(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatLink(line); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}
