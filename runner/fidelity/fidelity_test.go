// Package fidelity compares what the runner shows of a program with what real
// go run makes of it: the same, or refused, or compiled instead, and never
// something else.
//
// It is a test and nothing but: programs come from the book, from its page about
// engines, from the folders of certified programs, from the interpreter's own tests, from those of the
// Go distribution, from a generator (generate_test.go), and from any folder
// that -programs names. Each runs in the box as a reader's program does, on the
// engines yaegi and auto; its standard output, its exit status and, of
// standard error, what two runs of Go agree on must be Go's. A program that met
// a limit of the box is counted as stopped, since its reader is told so, if it
// was the same up to there; one at which the interpreter gave up on the way, as
// unsure, likewise, and where it can be compiled it is, when it runs once more.
//
// go test takes a sample of the large inputs; -full (make fidelity) takes all.
//
//	go test ./runner/fidelity -full -v
//	go test ./runner/fidelity -run Programs -programs DIR -v
//	go test ./runner/fidelity -run Generated -seed 17 -v
//
// It refuses to compare what two runs of Go print differently, and what asks
// for the time, chance, the environment or files, and says how many those are.
//
// Start at [TestPrograms].
package fidelity

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/recording"
)

var (
	full   = flag.Bool("full", false, "take all programs instead of a sample, and ask Go anew about those whose output is recorded")
	folder = flag.String("programs", "", "compare all .go and .txtar programs below this `folder`")
)

func TestMain(m *testing.M) {
	runner.Hook()
	bare()
	onLoopback()
	os.Exit(m.Run())
}

// A Tally counts verdicts.
type Tally struct {
	mutex   sync.Mutex
	counts  map[Verdict]int
	reasons map[string]int // of refusals
	left    []*Program     // that the engine did not run to their end
}

func (c *Tally) refused(p *Program) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.left = append(c.left, p)
}

func (c *Tally) add(j Judgement) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.counts == nil {
		c.counts, c.reasons = map[Verdict]int{}, map[string]int{}
	}
	c.counts[j.Verdict]++
	if j.Verdict == Refused {
		c.reasons[place.ReplaceAllString(j.Why, "")]++
	}
}

// place is where in a program a refusal is, and what follows its reason.
var place = regexp.MustCompile(`^\S+:\d+:\d+: |: the interpreter does not do exactly.*`)

func (c *Tally) String() string {
	text := ""
	for _, v := range []Verdict{Same, Refused, Compiled, Unsure, Stopped, Different} {
		text += fmt.Sprintf(", %d %s", c.counts[v], v)
	}
	return text[2:]
}

// histogram lists the most frequent reasons.
func histogram(counts map[string]int, most int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return counts[b] - counts[a] })
	var b strings.Builder
	for _, name := range names[:min(most, len(names))] {
		fmt.Fprintf(&b, "\n%6d %s", counts[name], name)
	}
	return b.String()
}

// TestPrograms compares every input that is there beforehand.
func TestPrograms(t *testing.T) {
	for _, input := range []struct {
		name   string
		read   func(*testing.T) []*Program
		every  uint64 // one in so many is the sample
		corpus bool   // made for another purpose, so not all of it can be compared
	}{
		{"certified", func(t *testing.T) []*Program { return recorded(t, "same", "../lower/testdata") }, 12, false},
		{"shown on the page about engines", shownPrograms, 1, false},
		{"of other outcome", func(t *testing.T) []*Program { return recorded(t, "any") }, 8, false},
		{"certified, in other surroundings", func(t *testing.T) []*Program {
			programs := recorded(t, "same", "../lower/testdata")
			if !*full {
				programs = sample(programs, 120)
			}
			return variantsOf(programs)
		}, 1, true},
		{"interpreter", yaegiPrograms, 40, true},
		{"distribution", distributionPrograms, 120, true},
		{"given", func(t *testing.T) []*Program {
			if *folder == "" {
				t.Skip("no folder was given with -programs")
			}
			return readPrograms(t, *folder)
		}, 1, false},
	} {
		t.Run(input.name, func(t *testing.T) {
			programs := input.read(t)
			all := len(programs)
			if !*full {
				programs = sample(programs, input.every)
			}
			left := map[string]int{}
			programs = usable(programs, input.corpus, left)
			programs = withOutcomes(t, programs, left)
			t.Logf("%d programs, %d compared", all, len(programs))
			if len(left) > 0 {
				t.Logf("left out:%s", histogram(left, 20))
			}
			compare(t, programs, input.corpus || input.name == "given")
		})
	}
}

// recorded reads folders of certify; all of them have their output recorded.
func recorded(t *testing.T, folders ...string) []*Program {
	var all []*Program
	for _, name := range folders {
		dir := "../yaegi/certify/testdata/" + name
		if strings.HasPrefix(name, "..") {
			dir = "../yaegi/certify/" + name
		}
		for _, p := range readPrograms(t, dir) {
			if *full {
				p.Want, p.Recorded = nil, false
			}
			all = append(all, p)
		}
	}
	return all
}

// compare runs programs on both engines, of which the interpreter may be unsure or not.
func compare(t *testing.T, programs []*Program, mayBeUnsure bool) {
	r := newRunner(t)
	for _, engine := range []runner.Engine{runner.EngineYaegi, runner.EngineAuto} {
		var tally Tally
		each(len(programs), func(i int) {
			p := programs[i]
			j, err := boxed(t.Context(), r, p, engine)
			if err != nil {
				t.Errorf("%s on engine %s: %v", p.Path, name(engine), err)
				return
			}
			if j.Verdict == Different && doubtful(t, p) {
				t.Logf("%s: left out after all: Go makes this or that of it", p.Path)
				return
			}
			tally.add(j)
			switch j.Verdict {
			case Different:
				t.Errorf("%s on engine %s:\n%s", p.Path, name(engine), j.Why)
			case Unsure:
				if mayBeUnsure {
					t.Logf("%s on engine %s: unsure: %s", p.Path, name(engine), j.Why)
				} else {
					t.Errorf("%s on engine %s: unsure: %s", p.Path, name(engine), j.Why)
				}
				tally.refused(p)
			case Stopped:
				t.Logf("%s on engine %s: %s", p.Path, name(engine), j.Why)
			case Refused:
				if strings.Contains(j.Why, ", which is a fault of") && !strings.Contains(j.Why, "does not compile after") {
					t.Errorf("%s on engine %s: %s", p.Path, name(engine), j.Why)
				}
				tally.refused(p)
			}
		})
		t.Logf("engine %s: %d programs: %v", name(engine), len(programs), &tally)
		if testing.Verbose() && len(tally.reasons) > 0 {
			t.Logf("reasons:%s", histogram(tally.reasons, 40))
		}
		if !*full {
			programs = tally.left // on auto the others would do the same again
		}
	}
}

func name(e runner.Engine) string {
	if e == runner.EngineAuto {
		return "auto"
	}
	return string(e)
}

// TestBook runs every snippet of the book but the exercises on each engine, and compares the
// recordings that they would make.
func TestBook(t *testing.T) {
	r := newRunner(t)
	tree := os.DirFS("../../snippets")
	entries, err := os.ReadDir("../../snippets")
	if err != nil {
		t.Fatal(err)
	}
	var tally Tally
	for _, entry := range entries {
		if !entry.IsDir() || exercise.Is(tree, entry.Name()) { // verify runs exercises on both engines
			continue
		}
		s, err := runner.LoadSnippet(tree, entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if s.Session != nil {
			t.Logf("%s is a session: nothing compiles it", s.Name)
			continue
		}
		compiled, _ := record(t, r, s, runner.EngineGo)
		for _, engine := range []runner.Engine{runner.EngineYaegi, runner.EngineAuto} {
			got, result := record(t, r, s, engine)
			j := Judgement{Verdict: Same}
			if result.Status == runner.StatusUnavailable && result.Problems > 0 {
				j = Judgement{Refused, result.Failed}
			} else if d := recording.Diff(compiled, got); d != "" {
				j = Judgement{Different, d}
				t.Errorf("%s on engine %s:\n%s", s.Name, name(engine), d)
			}
			tally.add(j)
		}
	}
	t.Logf("%v", &tally)
}

func record(t *testing.T, r *runner.Runner, s *runner.Snippet, engine runner.Engine) (*recording.Recording, runner.Result) {
	t.Helper()
	var events []runner.Event
	result, err := r.Run(t.Context(), s, runner.Options{Engine: engine}, func(e runner.Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	return recording.New(s, events), result
}
