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

// exercise verifies that an exercise checks what it says: the solution has
// every property; the starter, and each program that misunderstands, fails the
// one that is about it, and none before that.
func (v *verifier) exercise(ctx context.Context, x *exercise.Exercise) (Result, error) {
	began := time.Now()
	r := Result{Snippet: x.Name, Lessons: v.lessons[x.Name], Recording: x.Dir, Mistakes: v.sourcesOf(x)}
	for i, engine := range v.options.Engines {
		if len(r.Mistakes) > 0 {
			break
		}
		trials := trialsOf(x)
		if i > 0 {
			trials = trials[:1] // how to misunderstand is no matter of engines
		}
		for _, t := range trials {
			m, err := v.trial(ctx, x, t, engine)
			var unavailable *runner.Unavailable
			switch {
			case ctx.Err() != nil:
				return r, context.Cause(ctx)
			case errors.As(err, &unavailable):
				return r, err
			case err != nil:
				m = []string{err.Error()}
			}
			for _, mistake := range m { // of the peer, each trial says the same
				if !slices.Contains(r.Mistakes, mistake) {
					r.Mistakes = append(r.Mistakes, mistake)
				}
			}
		}
	}
	r.Elapsed = time.Since(began)
	return r, nil
}

// A trial is a program that is checked, and the property it must fail first.
type trial struct {
	what  string
	files map[string]string
	fails string // empty: none
	place string // whose files they are, if they are as they stand there: starter or solution
}

func trialsOf(x *exercise.Exercise) []trial {
	trials := []trial{{x.Dir + "/solution", x.Solution, "", "solution"}, {x.Dir + "/starter", x.Starter, x.Fails, "starter"}}
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
		trials = append(trials, trial{fmt.Sprintf("%s/%s: the wrong program of property %s", x.Dir, exercise.File, p.ID), files, p.ID, ""})
	}
	return trials
}

// trial says how a program fares otherwise than it must.
func (v *verifier) trial(ctx context.Context, x *exercise.Exercise, t trial, engine runner.Engine) ([]string, error) {
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
	switch {
	case err != nil:
		return nil, err
	case len(out.Problems) > 0:
		return []string{t.what + ": does not compile: " + strings.Join(out.Problems, "; ")}, nil
	case len(vet) > 0:
		return vet, nil
	case out.Failed == t.fails:
		return nil, nil
	case out.Failed == "":
		return []string{fmt.Sprintf("%s: has every property; it must fail %s", t.what, t.fails)}, nil
	case t.fails == "":
		return []string{fmt.Sprintf("%s: fails %s: %s", t.what, out.Failed, seen.Detail)}, nil
	}
	return []string{fmt.Sprintf("%s: fails %s before %s: %s", t.what, out.Failed, t.fails, seen.Detail)}, nil
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
			if line := unformatted(source); line > 0 {
				mistakes = append(mistakes, fmt.Sprintf("%s:%d: not formatted; run gofmt -w on it", name, line))
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
