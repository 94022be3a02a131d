package runner

import (
	"testing"
	"time"
)

func TestScenarioMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[[process]]\nname = \"server\"\nargz = []\n", "s/scenario.toml:3: no such key: process.argz"},
		{"syntax", "[[process]\n", "s/scenario.toml:1:10: "},
		{"wrong type", "[[process]]\nname = 7\n", "s/scenario.toml:2:8: "},
		{"no such program", "[[process]]\nname = \"peer\"\n", `s: process "peer": no program peer/main.go`},
		{"bad name", "[[process]]\nname = \"Server 1\"\n", `s: process name "Server 1": use lower-case letters`},
		{"same name", "[[process]]\nname = \"server\"\n[[process]]\nname = \"server\"\n", `s: two processes are named "server"`},
		{"count", "[[process]]\nname = \"server\"\ncount = -1\n", `s: process "server": count is -1`},
		{"too many", "[[process]]\nname = \"server\"\ncount = 17\n", "s: 17 processes in one run; at most 16"},
		{"wait", "[[process]]\nname = \"server\"\nwait = \"soon\"\n", `s: process "server": wait is "soon"`},
		{"exit", "[[process]]\nname = \"server\"\nexit = 256\n", `s: process "server": exit is 256`},
		{"time", "[limits]\ntime = \"2m\"\n", "s: limits: time is 2m0s; at most 1m0s"},
		{"time without a unit", "[limits]\ntime = \"2\"\n", "s/scenario.toml:2:"},
		{"memory", "[limits]\nmemory = 1\n", "s: limits: memory is 1"},
		{"output", "[limits]\noutput = 9000000\n", "s: limits: output is 9000000"},
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

func FuzzParseScenario(f *testing.F) {
	f.Add("[[process]]\nname = \"server\"\nargs = [\"7\"]\n")
	f.Add("[limits]\ntime = \"5s\"\n")
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
