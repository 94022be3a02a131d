package verify

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/gocheck"
	"bothends/runner/gocheck/vet"
	"bothends/site/lesson"
)

// static adds what is wrong with a unit as far as that is seen without running
// it: what the compiler and vet say of its programs, and whether its recording is
// one of them.
func (v *verifier) static(r *Result, u unit) {
	switch {
	case u.exercise != nil:
		r.Mistakes = append(r.Mistakes, staticExercise(u.exercise)...)
		return
	case u.edit != nil:
		r.Mistakes = append(r.Mistakes, v.staticBreak(u)...)
	default:
		r.Mistakes = append(r.Mistakes, v.staticSnippet(u)...)
	}
	if !v.options.Update {
		v.staleRecording(r, u)
	}
}

func (v *verifier) staticSnippet(u unit) []string {
	if u.snippet.Session != nil {
		return staticSession(u.snippet)
	}
	var mistakes []string
	disk := v.onDisk(u.snippet)
	for _, p := range u.run.Programs {
		checked, problems := gocheck.Load(p.Files)
		for _, problem := range problems {
			for line := range strings.SplitSeq(problem.String(), "\n") {
				mistakes = append(mistakes, disk.text(p.Name, line))
			}
		}
		if len(problems) > 0 {
			continue
		}
		var found []runner.Finding
		for _, f := range vet.Program(checked) {
			found = append(found, runner.Finding{Program: p.Name, Tool: f.Tool, Text: f.String()})
		}
		mistakes = append(mistakes, disk.findings(found)...)
	}
	return mistakes
}

func (v *verifier) staticBreak(u unit) []string {
	if slices.ContainsFunc(u.claims, func(c lesson.Claim) bool { return c.About(runner.Problem) }) {
		return nil // only a run shows whether it says what is promised
	}
	disk := v.onDisk(u.snippet).edited(u.snippet.Snippet, u.run)
	var mistakes []string
	for _, p := range u.run.Programs {
		for _, problem := range gocheck.Check(p.Files) {
			mistakes = append(mistakes, fmt.Sprintf("%s: after the edit, %s", u.edit.Place(), disk.text(p.Name, problem.String())))
		}
	}
	return mistakes
}

func staticExercise(x *exercise.Exercise) []string {
	var mistakes []string
	for _, t := range append(trialsOf(x), trial{what: path.Join(x.Dir, exercise.PeerProcess), files: x.Peer}) {
		var texts []string
		for _, problem := range gocheck.Check(t.files) {
			texts = append(texts, problem.String())
		}
		if len(texts) > 0 {
			mistakes = append(mistakes, t.what+": does not compile: "+strings.Join(texts, "; "))
		}
	}
	return mistakes
}

// staleRecording says that a unit has no recording, or one of other sources, or that
// its capture is of another run, and otherwise where it does not bear out what lessons assert.
func (v *verifier) staleRecording(r *Result, u unit) {
	switch {
	case u.recorded == nil:
		r.Stale = v.unreadable(u.file)
	case u.recorded.Sum != u.run.Sum():
		r.Stale = u.file + ": made from other sources than these"
	default:
		r.Stale = u.captureFault()
		for _, c := range u.claims {
			if err := c.Check(u.run, u.recorded); err != nil {
				r.Mistakes = append(r.Mistakes, err.Error())
			}
		}
	}
}
