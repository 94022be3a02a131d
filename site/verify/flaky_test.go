package verify

import "testing"

// Runs that all fail are flaky if they do not fail alike. When they happened is no
// difference, nor is which engine was the first to end.
func TestFlaky(t *testing.T) {
	const back, there = "@@ client stdout @@\n-   6.5  hello\n+  12    hello back\n", "@@ client stdout @@\n-   6.5  hello\n+  12    hello there\n"
	const later = "@@ client stdout @@\n-   6.5  hello\n+ 104    hello back\n"
	wrong := []string{"lessons/01-part/010-first.md:15: the run of greet does not bear this out"}
	for _, test := range []struct {
		name     string
		attempts []attempt
		want     string
	}{
		{"all pass", []attempt{{round: 0}, {round: 1}}, ""},
		{"one fails", []attempt{{round: 0}, {round: 1, diff: back}}, "1 of 2 runs failed"},
		{"all fail alike", []attempt{{round: 0, diff: back}, {round: 1, diff: later}}, ""},
		{"against the recording, and against the lesson", []attempt{{round: 0, diff: back}, {round: 1, mistakes: wrong}}, "all 2 runs failed, in 2 ways"},
		{"in what they print", []attempt{{round: 0, diff: back}, {round: 1, diff: there}}, "all 2 runs failed, in 2 ways"},
		{"engines in another order", []attempt{
			{round: 0, engine: "go", diff: back}, {round: 0, engine: "yaegi", diff: there},
			{round: 1, engine: "yaegi", diff: there}, {round: 1, engine: "go", diff: later},
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			rounds := 0
			for _, a := range test.attempts {
				rounds = max(rounds, a.round+1)
			}
			var r Result
			r.takeAll(test.attempts, rounds)
			if r.Flaky != test.want {
				t.Errorf("flaky: %q, want %q", r.Flaky, test.want)
			}
		})
	}
}
