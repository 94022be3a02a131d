package runner

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bothends/runner/link"
)

// Whatever stands in a scenario.toml, it is refused with its place or it is
// within all bounds.
func FuzzScenario(f *testing.F) {
	for _, text := range []string{
		echoScenario,
		"",
		"[[process]]\nname = \"client\"\ncount = 16\n",
		"[[process]]\nname = \"client\"\ncount = 9223372036854775807\n[[process]]\nname = \"server\"\ncount = 9223372036854775807\n",
		"[[process]]\nname = \"client\"\nprogram = \"../server\"\n",
		"[[process]]\nname = \"client-1\"\nprogram = \"client\"\n[[process]]\nname = \"client\"\ncount = 2\n",
		"[limits]\ntime = \"-1s\"\n", "[limits]\ntime = \"1e300h\"\n", "[limits]\nmemory = -1\n", "[limits]\noutput = 9223372036854775807\n",
		"[[process]]\nname = \"server\"\nexit = -1\nwait = \"listen\"\nserves = false\nstdin = \"a\\nb\"\nargs = [\"\\u0000\"]\n",
		"[link]\ndelay = \"20ms\"\nrate = 10_000\nmtu = 1280\nseed = 1\nclient = { lose = [1, 2], reorder = 0.5 }\n[link.server]\nlose-acks = [3]\nduplicate = 1\n",
		"[link]\nrate = 9223372036854775807\n[link.client]\nlose = [9223372036854775807]\n", "link.client.lose = [[1]]\n", "link.delay = \"-1ns\"\n",
		"process = 1\n", "[process]\n", "[[[", "a.b.c.d = {x = [[]]}\n", "\xff\xfe",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const program = "package main\n\nfunc main() {}\n"
		s, err := NewSnippet("test", map[string]string{
			"server/main.go": program, "client/main.go": program, ScenarioFile: text,
		})
		if err != nil {
			if !strings.Contains(err.Error(), ScenarioFile) && !strings.Contains(err.Error(), "KiB of source") {
				t.Errorf("%q: the error does not say where it is: %v", text, err)
			}
			return
		}
		l := s.Scenario.Limits
		if d := time.Duration(l.Time); d < MinTime || d > MaxTime || l.Memory < 128<<20 || l.Memory > DefaultMemory || l.Output < 1 || l.Output > MaxOutput {
			t.Errorf("%q: limits %+v", text, l)
		}
		if l := s.Scenario.Link; l != nil {
			checkLink(t, text, *l)
		}
		seen := map[string]bool{}
		for _, p := range s.Scenario.Processes {
			for _, name := range p.Names() {
				if !validName(p.Name) || seen[name] {
					t.Errorf("%q: process %q, named %q", text, p.Name, name)
				}
				seen[name] = true
			}
			if s.Program(p.Program) == nil || p.Serves == nil || p.Exit < 0 || p.Exit > 255 {
				t.Errorf("%q: process %+v", text, p)
			}
		}
		if len(seen) == 0 || len(seen) > MaxProcesses {
			t.Errorf("%q: %d processes", text, len(seen))
		}
	})
}

// checkLink fails for a link beyond its bounds.
func checkLink(t *testing.T, text string, l link.Spec) {
	t.Helper()
	if l.Delay < 0 || l.Delay > link.MaxDelay || l.Rate < 0 || l.Rate > link.MaxRate || l.Rate > 0 && l.Rate < link.MinRate || l.MTU < link.MinMTU || l.MTU > link.MaxMTU {
		t.Errorf("%q: link %+v", text, l)
	}
	for _, f := range l.Sends {
		for _, p := range []link.Pick{f.Lose, f.Duplicate, f.Reorder, f.LoseACKs} {
			if !(p.Share >= 0 && p.Share <= 1) || len(p.Numbers) > maxPicked || slices.ContainsFunc(p.Numbers, func(n int) bool { return n < 1 }) {
				t.Errorf("%q: picks %+v", text, p)
			}
		}
	}
}
