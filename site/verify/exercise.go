package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bothends/runner"
	"bothends/runner/exercise"
)

// planExercise has it verified that an exercise checks what it says: the
// solution has every property; the starter, and each program that misunderstands,
// fails the one that is about it, and none before that. How to misunderstand is
// no matter of engines: only the solution is tried on each.
func (v *verifier) planExercise(x *exercise.Exercise) *plan {
	p := &plan{result: Result{Snippet: x.Name, Lessons: v.placesOf(unit{exercise: x}), Recording: x.Dir, Mistakes: v.sourcesOf(x)}}
	if len(p.result.Mistakes) > 0 {
		return p
	}
	for i, t := range trialsOf(x) {
		engines := v.options.Engines
		if i > 0 {
			engines = engines[:1]
		}
		for _, engine := range engines {
			p.tasks = append(p.tasks, task{
				name:     fmt.Sprint(t.what, engine),
				estimate: time.Duration(t.properties) * time.Second,
				run:      func(ctx context.Context) (attempt, error) { return v.trial(ctx, x, t, engine) },
			})
		}
	}
	return p
}

// A trial is a program that is checked, and the property it must fail first.
type trial struct {
	what  string
	files map[string]string
	fails string // empty: none

	properties int    // how many are tried
	promise    string // where it stands that it must fail, if its name does not say so
	place      string // whose files they are, if they are as they stand there: starter or solution
}

func trialsOf(x *exercise.Exercise) []trial {
	all := len(x.Properties)
	upTo := func(id string) int {
		return 1 + slices.IndexFunc(x.Properties, func(p exercise.Property) bool { return p.ID == id })
	}
	promise := fmt.Sprintf(", as %s/%s:%d says", x.Dir, exercise.File, x.FailsLine)
	trials := []trial{{x.Dir + "/solution", x.Solution, "", all, "", "solution"}, {x.Dir + "/starter", x.Starter, x.Fails, upTo(x.Fails), promise, "starter"}}
	for _, p := range x.Properties {
		if p.Wrong == nil {
			continue
		}
		files := maps.Clone(x.Solution)
		changed, err := p.Wrong.Apply(x.Solution)
		if err != nil {
			continue // loading has made sure that it fits
		}
		maps.Copy(files, changed)
		trials = append(trials, trial{fmt.Sprintf("%s/%s:%d: the wrong program of property %q", x.Dir, exercise.File, p.WrongLine, p.ID), files, p.ID, upTo(p.ID), "", ""})
	}
	return trials
}

// trial tries a program on an engine.
func (v *verifier) trial(ctx context.Context, x *exercise.Exercise, t trial, engine runner.Engine) (attempt, error) {
	var seen exercise.Verdict
	var vet []string
	options := exercise.Options{Engine: engine, Finding: func(f runner.Finding) {
		if m := finding(x, t, f); m != "" && !slices.Contains(vet, m) {
			vet = append(vet, m)
		}
	}}
	out, err := x.Check(ctx, v.options.Runner, t.files, options, func(verdict exercise.Verdict) {
		if verdict.State == exercise.Failed {
			seen = verdict
		}
	})
	var unavailable *runner.Unavailable
	var refused *exercise.RefusedError
	switch {
	case ctx.Err() != nil:
		return attempt{}, context.Cause(ctx)
	case errors.As(err, &refused):
		return attempt{notRun: refused.Text}, nil
	case errors.As(err, &unavailable):
		return attempt{}, err
	case err != nil:
		return attempt{mistakes: []string{err.Error()}}, nil
	case out.Refused:
		return attempt{notRun: t.what + ": " + strings.Join(out.Problems, "; ")}, nil
	}
	if len(vet) > 0 && len(out.Problems) == 0 {
		return attempt{mistakes: vet}, nil
	}
	return attempt{mistakes: t.judge(out, seen)}, nil
}

// judge says how the program fared otherwise than it must.
func (t trial) judge(out exercise.Outcome, seen exercise.Verdict) []string {
	switch {
	case len(out.Problems) > 0:
		return []string{t.what + ": does not compile: " + strings.Join(out.Problems, "; ")}
	case out.Failed == t.fails:
		return nil
	case out.Failed == "":
		return []string{fmt.Sprintf("%s: has every property; it must fail %q%s", t.what, t.fails, t.promise)}
	}
	why := seen.Detail
	if strings.HasPrefix(why, exercise.NoReport) {
		why += "; end the peer's main with report(…), as in report(os.Args[1], err)"
	}
	if t.fails == "" {
		return []string{fmt.Sprintf("%s: fails %q: %s", t.what, out.Failed, why)}
	}
	return []string{fmt.Sprintf("%s: fails %q, and must fail %q first%s: %s", t.what, out.Failed, t.fails, t.promise, why)}
}

// finding says where in the book vet has something against a program; nothing of
// a program that is wrong on purpose, nor what sourcesOf says of its form. The
// go command cannot see a peer, so that nothing else examines it.
func finding(x *exercise.Exercise, t trial, f runner.Finding) string {
	program := t.place
	if f.Program == exercise.PeerProcess {
		program = f.Program
	}
	file, message, ok := strings.Cut(f.Text, ":")
	place, message, _ := strings.Cut(message, ": ")
	if program == "" || !ok || f.Tool == runner.ToolGofmt {
		return ""
	}
	return fmt.Sprintf("%s:%s: %s: %s", x.Place(program, file), place, f.Tool, message)
}

// sourcesOf says what is wrong with how the programs that readers see, and the
// peer, are written.
func (v *verifier) sourcesOf(x *exercise.Exercise) []string {
	var mistakes []string
	for role, files := range map[string]map[string]string{"starter": x.Starter, "solution": x.Solution, "peer": x.Peer} {
		for base, source := range files {
			name := x.Place(role, base)
			if line, complaint := formatting(source, source); line > 0 {
				mistakes = append(mistakes, fmt.Sprintf("%s:%d: %s", name, line, complaint))
			}
			for i, line := range strings.Split(source, "\n") {
				if n := columns(line); n > MaxColumns && role != exercise.PeerProcess {
					mistakes = append(mistakes, fmt.Sprintf("%s:%d: %d columns; at most %d fit a page (a tab is %d)", name, i+1, n, MaxColumns, TabWidth))
				}
			}
		}
	}
	slices.Sort(mistakes)
	return mistakes
}
