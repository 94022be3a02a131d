package runner

import (
	"strings"
	"testing"
	"time"
)

func TestScenarioMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[[process]]\nname = \"server\"\narg = []\n", "s/scenario.toml:3: no such key: process.arg; did you mean args?"},
		{"foreign key", "[[process]]\nname = \"server\"\nenvironment = []\n",
			"s/scenario.toml:3: no such key: process.environment; there are args, count, exit, name, program, serves, stdin, wait"},
		{"unknown table", "[limit]\ntime = \"2s\"\n", "s/scenario.toml:1: no such key: limit; did you mean limits?"},
		{"syntax", "[[process]\n", "s/scenario.toml:1:10: "},
		{"wrong type", "[[process]]\nname = 7\n", "s/scenario.toml:2:8: process.name is a string"},
		{"a string for a list", "[[process]]\nname = \"server\"\nargs = \"9999\"\n", `s/scenario.toml:3:8: process.args is a list of strings, such as ["127.0.0.1", "7"]`},
		{"a list of numbers", "[[process]]\nname = \"server\"\nargs = [7]\n", `s/scenario.toml:3:9: process.args is a list of strings`},
		{"no name", "[[process]]\nargs = [\"7\"]\n", `s/scenario.toml:1: a process without a name; write name = "server"`},
		{"no such program", "[[process]]\nname = \"srever\"\n", `s/scenario.toml:2: process "srever": no program srever/main.go; did you mean server?`},
		{"no such program by key", "[[process]]\nname = \"server\"\nprogram = \"x\"\n", `s/scenario.toml:3: process "server": no program x/main.go`},
		{"bad name", "[[process]]\nname = \"Server 1\"\n", `s/scenario.toml:2: process name "Server 1": use lower-case letters`},
		{"same name", "[[process]]\nname = \"server\"\n[[process]]\nname = \"server\"\n", `s/scenario.toml:4: two processes are named "server"`},
		{"same name by count", "[[process]]\nname = \"server\"\ncount = 2\n[[process]]\nname = \"server-2\"\nprogram = \"server\"\n",
			`s/scenario.toml:5: two processes are named "server-2"`},
		{"count", "[[process]]\nname = \"server\"\ncount = -1\n", `s/scenario.toml:3: process "server": count is -1; it must be 1 or more`},
		{"no count", "[[process]]\nname = \"server\"\n\ncount = 0\n", `s/scenario.toml:4: process "server": count is 0; it must be 1 or more`},
		{"inline", "process = [{name = \"server\"},\n{name = \"b\", program = \"server\",\ncount = 0}]\n", `s/scenario.toml:3: process "b": count is 0`},
		{"too many", "[[process]]\nname = \"server\"\ncount = 17\n", "s/scenario.toml:3: 17 processes in one run; at most 16"},
		{"wait", "[[process]]\nname = \"server\"\nwait = \"soon\"\n", `s/scenario.toml:3: process "server": wait is "soon"`},
		{"exit", "[[process]]\nname = \"server\"\nexit = 256\n", `s/scenario.toml:3: process "server": exit is 256`},
		{"arguments", "[[process]]\nname = \"server\"\nargs = [\"" + strings.Repeat("x", MaxArgs+1) + "\"]\n", `s/scenario.toml:3: process "server": 4097 bytes of arguments and input`},
		{"input", "[[process]]\nname = \"server\"\nstdin = \"" + strings.Repeat("x", MaxArgs+1) + "\"\n", `s/scenario.toml:1: process "server": 4097 bytes of arguments and input`},
		{"time", "[limits]\ntime = \"2m\"\n", "s/scenario.toml:2: time is 2m0s; between 1ms and 1m0s"},
		{"no time", "limits.time = \"0s\"\n", "s/scenario.toml:1: time is 0s; between 1ms and 1m0s"},
		{"time without a unit", "[limits]\ntime = \"2\"\n", `s/scenario.toml:2:8: limits.time is a string with a unit, such as "5s"`},
		{"time as a number", "[limits]\ntime = 2\n", `s/scenario.toml:2: limits.time is a string with a unit, such as "5s"`},
		{"time as a fraction", "[limits]\n\ntime = 2.5\n", `s/scenario.toml:3: limits.time is a string with a unit, such as "5s"`},
		{"a key in another case", "[[process]]\nname = \"server\"\nCount = -3\n", "s/scenario.toml:3: no such key: process.Count; did you mean count?"},
		{"a table in another case", "[Limits]\nTime = \"2m\"\n", "s/scenario.toml:1: no such key: Limits; did you mean limits?"},
		{"calls", "calls = 1\n", "s/scenario.toml:1:9: calls is true or false"},
		{"memory", "[limits]\nmemory = 1\n", "s/scenario.toml:2: memory is 1"},
		{"output", "[limits]\n# a comment\noutput = 9000000\n", "s/scenario.toml:3: output is 9000000"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewSnippet("s", map[string]string{"server/main.go": "package main", "scenario.toml": test.text})
			if err == nil || len(err.Error()) < len(test.want) || err.Error()[:len(test.want)] != test.want {
				t.Errorf("got %v; want %s", err, test.want)
			}
		})
	}
}

func TestScenarioByConvention(t *testing.T) {
	s, err := NewSnippet("s", map[string]string{"client/main.go": "", "server/main.go": "", "proxy/main.go": ""})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range s.Scenario.Processes {
		names = append(names, p.Name)
	}
	if len(names) != 3 || names[0] != "server" || names[1] != "client" || names[2] != "proxy" {
		t.Errorf("processes %v; want the server first", names)
	}
	server, client := s.Scenario.Processes[0], s.Scenario.Processes[1]
	if !*server.Serves || server.Wait != WaitListen || *client.Serves || client.Wait != WaitNone {
		t.Errorf("server %+v, client %+v", server, client)
	}
	if l := s.Scenario.Limits; time.Duration(l.Time) != DefaultTime || l.Memory != DefaultMemory || l.Output != DefaultOutput {
		t.Errorf("limits %+v", l)
	}
}

// What a process is expected to end with is asked by the name it has in a run.
func TestExpected(t *testing.T) {
	s, err := NewSnippet("s", map[string]string{"client/main.go": "", "scenario.toml": `
[[process]]
name  = "client"
count = 2
exit  = 3

[[process]]
name    = "client-late"
program = "client"
exit    = 4
`})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"client-1": 3, "client-2": 3, "client-late": 4, "client-3": 0, "client": 0, "": 0} {
		if got := s.Scenario.Expected(name); got != want {
			t.Errorf("%q is expected to end with %d, want %d", name, got, want)
		}
	}
}

func FuzzParseScenario(f *testing.F) {
	f.Add("[[process]]\nname = \"server\"\nargs = [\"7\"]\n")
	f.Add("[limits]\ntime = \"5s\"\n")
	f.Add("[names]\n\"a.example\" = [\"127.0.0.1\"]\nb = { cname = \"a.example\" }\n")
	f.Add("process = 1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := NewSnippet("s", map[string]string{"server/main.go": "", "scenario.toml": text})
		if err != nil {
			return
		}
		total := 0
		for _, p := range s.Scenario.Processes {
			total += p.Count
		}
		if total < 1 || total > MaxProcesses || time.Duration(s.Scenario.Limits.Time) > MaxTime {
			t.Errorf("%q made %+v", text, s.Scenario)
		}
	})
}
