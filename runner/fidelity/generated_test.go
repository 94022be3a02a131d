package fidelity

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/gobuild"
)

var (
	firstSeed = flag.Int64("seed", -1, "the first seed of the generated programs; by default 0, and with it one program is made")
	generated = flag.Int("generated", 0, "how many programs are generated; by default 40, and 2000 with -full")
)

// batch is how many generated programs share a binary.
const batch = 50

// A made program is one from the generator.
type made struct {
	Program
	seed  uint64
	whole bool // nothing was taken out
}

// TestGenerated compares programs that nobody wrote. What certify refuses of
// one is taken out, line by line, so that most of what was made is interpreted.
// One that differs is shrunk before it is reported.
func TestGenerated(t *testing.T) {
	first, n := max(*firstSeed, 0), *generated
	switch {
	case n > 0:
	case *firstSeed >= 0:
		n = 1
	case *full:
		n = 2000
	default:
		n = 40
	}
	chain, err := gobuild.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	g := &gauntlet{t: t, toolchain: chain, reasons: map[string]int{}, shrunk: map[string]int{}}
	if !*full {
		g.runner = newRunner(t)
	}
	for from := 0; from < n; from += batch {
		g.run(uint64(first)+uint64(from), min(batch, n-from))
	}
	t.Logf("%d programs: %d interpreted as they were made, %d after something was taken out, %d refused; these are %v; %d lines interpreted",
		n, g.whole, g.pruned, g.refused, &g.tally, g.lines)
	if testing.Verbose() {
		t.Logf("reasons:%s", histogram(g.reasons, 60))
	}
	if n >= 50 && g.whole+g.pruned < n/2 {
		t.Errorf("%d of %d programs are interpreted; the generator is to make more of them", g.whole+g.pruned, n)
	}
}

// A gauntlet is what generated programs run through.
type gauntlet struct {
	t                             *testing.T
	runner                        *runner.Runner // for the box; nil to do without
	toolchain                     *gobuild.Toolchain
	tally                         Tally
	mutex                         sync.Mutex
	whole, pruned, refused, lines int
	shrunk                        map[string]int // by what is wrong
	reasons                       map[string]int
}

// run makes programs of n seeds and compares them.
func (g *gauntlet) run(first uint64, n int) {
	g.t.Helper()
	programs := make([]*made, n)
	each(n, func(i int) { programs[i] = g.make(first+uint64(i), i) })
	var ready []*made
	for _, p := range programs {
		if p != nil {
			ready = append(ready, p)
		}
	}
	references := g.referencesOf(ready)
	each(len(ready), func(i int) {
		p := ready[i]
		if references[i].Limit != "" {
			g.t.Logf("seed %d: Go does not end: %s", p.seed, references[i].Limit)
			return
		}
		if strings.Contains(references[i].Stderr, "stack overflow") { // what ended it was taken out
			g.t.Logf("seed %d: what is left of it calls itself for ever", p.seed)
			return
		}
		p.Want = &references[i]
		j, err := g.judge(p)
		if err != nil {
			g.t.Errorf("seed %d: %v", p.seed, err)
			return
		}
		if j.Verdict == Stopped {
			j.Verdict = Different // what is made here is soon done
		}
		g.tally.add(j)
		if j.Verdict == Different {
			g.report(p, j)
		}
	})
}

// make makes the program of a seed; nil if nothing of it can be interpreted.
func (g *gauntlet) make(seed uint64, index int) *made {
	source := generate(seed, fmt.Sprint(index))
	_, _, refusals, err := prepare(source)
	p := &made{seed: seed, whole: err == nil && len(refusals) == 0}
	refused := err != nil
	if !refused && !p.whole {
		source, refused = prune(source)
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for _, r := range refusals {
		g.reasons[r.Construct]++
	}
	switch {
	case refused:
		g.refused++
		if err != nil && !strings.HasPrefix(err.Error(), "does not compile: ") {
			g.t.Errorf("seed %d: %v\n%s", seed, err, source)
		}
		return nil
	case p.whole:
		g.whole++
	default:
		g.pruned++
	}
	g.lines += strings.Count(source, "\n")
	p.Path = fmt.Sprintf("seed %d", seed)
	p.Files = map[string]string{"main.go": source}
	return p
}

// judge runs a program in the box, or without where many are to be run.
func (g *gauntlet) judge(p *made) (Judgement, error) {
	if g.runner != nil {
		return boxed(g.t.Context(), g.runner, &p.Program, runner.EngineYaegi)
	}
	lowered, imports, _, err := prepare(p.Files["main.go"])
	if err != nil {
		return Judgement{}, err
	}
	got, err := interpret(g.t.Context(), lowered, imports, interpreterTime)
	return p.judge(got, runner.EngineYaegi), err
}

// interpreterTime is what a generated program may take; each is small.
const interpreterTime = 20 * time.Second

// report shrinks a program that differs and says what is left of it. Of
// programs that seem to differ for the same reason the first is shrunk.
func (g *gauntlet) report(p *made, j Judgement) {
	source := p.Files["main.go"]
	what, ok := g.difference(source)
	g.mutex.Lock()
	seen := g.shrunk[what]
	g.shrunk[what]++
	g.mutex.Unlock()
	if !ok || seen >= mostShrunk || seen > 0 && what != outputDiffers {
		g.t.Errorf("seed %d on engine yaegi:\n%s", p.seed, j.Why)
		return
	}
	small := shrink(source, func(s string) bool {
		now, ok := g.difference(s)
		return ok && now == what
	})
	g.t.Errorf("seed %d on engine yaegi:\n%s\nThe smallest program that differs:\n%s", p.seed, j.Why, small)
}

// mostShrunk is how many programs of unlike output are shrunk; the others are
// left for their seeds.
const mostShrunk = 8

const outputDiffers = "it prints something else"

// difference says how a program goes wrong that is interpreted, if it does.
func (g *gauntlet) difference(source string) (string, bool) {
	lowered, imports, refusals, err := prepare(source)
	if err != nil || len(refusals) > 0 {
		return "", false
	}
	want, ok := g.reference(source)
	if !ok || want.Status != 0 {
		return "", false
	}
	got, err := interpret(g.t.Context(), lowered, imports, interpreterTime/4)
	switch {
	case err != nil || diff(want, got) == "":
		return "", false
	case got.Limit != "":
		return "it does not end", true
	case got.Status != 0:
		first, _, _ := strings.Cut(got.Stderr, "\n")
		return nameOrNumber.ReplaceAllString(first, "N"), true
	}
	return outputDiffers, true
}

var nameOrNumber = regexp.MustCompile(`\w*\d+\w*`)

// reference is what Go makes of one program.
func (g *gauntlet) reference(source string) (Outcome, bool) {
	binary, err := g.toolchain.Build(g.t.Context(), map[string]string{"main.go": source})
	if err != nil {
		return Outcome{}, false
	}
	f, err := os.CreateTemp("", "")
	if err != nil {
		return Outcome{}, false
	}
	defer os.Remove(f.Name())
	_, err = f.Write(binary)
	if errors.Join(err, f.Chmod(0o700), f.Close()) != nil {
		return Outcome{}, false
	}
	got := execute(g.t.Context(), exec.Command(f.Name()), goTime/5)
	return got, got.Limit == ""
}

// referencesOf is what Go makes of programs, which share one binary.
func (g *gauntlet) referencesOf(programs []*made) []Outcome {
	g.t.Helper()
	files := map[string]string{}
	var cases strings.Builder
	for i, p := range programs {
		main := fmt.Sprintf("main%d", i)
		files[fmt.Sprintf("p%d.go", i)] = strings.Replace(p.Files["main.go"], "\nfunc main() {", "\nfunc "+main+"() {", 1)
		fmt.Fprintf(&cases, "\tcase \"%d\":\n\t\t%s()\n", i, main)
	}
	files["main.go"] = "package main\n\nimport \"os\"\n\nfunc main() {\n\tswitch os.Args[1] {\n" + cases.String() + "\t}\n}\n"
	binary, err := buildAll(g.t.Context(), g.t.TempDir(), files)
	if err != nil {
		g.t.Fatal(err)
	}
	outcomes := make([]Outcome, len(programs))
	each(len(programs), func(i int) {
		outcomes[i] = execute(g.t.Context(), exec.Command(binary, fmt.Sprint(i)), goTime/5)
	})
	return outcomes
}

// buildAll builds the files of one program.
func buildAll(ctx context.Context, dir string, files map[string]string) (string, error) {
	files["go.mod"] = "module program\n\ngo 1.26\n"
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	binary := filepath.Join(dir, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", binary)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, bytes.TrimSpace(said))
	}
	return binary, nil
}
