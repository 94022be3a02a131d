package verify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

// A unit is one run that has a recording, a snippet's or that of a break; or an
// exercise.
type unit struct {
	snippet  *lesson.Snippet
	edit     *lesson.Break   // nil for the snippet itself
	run      *runner.Snippet // named tcp-echo, or tcp-echo#no-loop
	file     string          // of its recording
	recorded *recording.Recording
	claims   []lesson.Claim
	exercise *exercise.Exercise // of the rest there is nothing then
}

func (u unit) name() string {
	if u.exercise != nil {
		return u.exercise.Name
	}
	return u.run.Name
}

// dir is its folder in the book.
func (u unit) dir() string {
	if u.exercise != nil {
		return u.exercise.Dir
	}
	return path.Join("snippets", u.snippet.Name)
}

// unitsOf lists all of a book, each snippet followed by its breaks.
func unitsOf(b *lesson.Book) []unit {
	var all []unit
	for _, name := range slices.Sorted(maps.Keys(b.Snippets)) {
		s := b.Snippets[name]
		all = append(all, unit{snippet: s, run: s.Snippet, file: path.Join("snippets", name, runner.RecordingFile), recorded: s.Recording, claims: s.Claims})
		for _, e := range s.Breaks {
			all = append(all, unit{snippet: s, edit: e, run: e.Edited, file: e.RecordingFile(), recorded: e.Recording, claims: e.Claims})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Exercises)) {
		all = append(all, unit{exercise: b.Exercises[name]})
	}
	return all
}

// plan says what is to be done about a unit.
func (v *verifier) plan(u unit) *plan {
	if u.exercise != nil {
		return v.planExercise(u.exercise)
	}
	r := Result{
		Snippet:   u.run.Name,
		Lessons:   v.placesOf(u),
		Recording: u.file,
		Cure:      fmt.Sprintf("bothends verify -run '^%s$' -update -book %s", u.run.Name, cmp.Or(v.options.Dir, "DIR")),
	}
	if u.edit == nil {
		r.Mistakes = v.sources(u.snippet)
	} else {
		r.Mistakes = unformattedBy(u)
	}
	run := task{name: u.run.Name, estimate: u.recordedTime(), run: func(ctx context.Context) (attempt, error) { return v.try(ctx, u) }}
	return &plan{result: r, tasks: []task{run}}
}

// recordedTime is what the recorded run took.
func (u unit) recordedTime() time.Duration {
	if u.recorded == nil || len(u.recorded.Events) == 0 {
		return 0
	}
	return u.recorded.Events[len(u.recorded.Events)-1].Time
}

// varies holds where two good runs may differ, so that only claims are checked.
func (u unit) varies() bool { return u.edit != nil && u.edit.Varies != "" }

// mistakesOfBreak says why the run of a break is none to be recorded. How its
// processes end is no reason: that they fail is what it shows.
func mistakesOfBreak(u unit, disk onDisk, events []runner.Event, err error) []string {
	place := u.edit.Place()
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", place, err)}
	}
	promised := slices.ContainsFunc(u.claims, func(c lesson.Claim) bool { return c.About(runner.Problem) })
	var mistakes []string
	for _, e := range events {
		if e.Kind == runner.Problem && !promised {
			mistakes = append(mistakes, fmt.Sprintf("%s: after the edit, %s", place, disk.text(e.Process, e.Text)))
		}
	}
	if len(mistakes) > 0 {
		mistakes = append(mistakes, fmt.Sprintf(`%s: if it should not compile, say so: assert: %s problem contains "…"`, place, u.run.Scenario.Processes[0].Name))
	}
	if len(mistakes) > 0 || len(u.claims) > 0 || u.snippet.Recording == nil {
		return mistakes
	}
	got := recording.New(u.run, events)
	if recording.Diff(u.snippet.Recording, got) == "" {
		mistakes = append(mistakes, place+": this edit breaks nothing that is printed; if what it changes is seen elsewhere, assert that")
	}
	return mistakes
}

// unformattedBy says where an edit leaves a program otherwise than gofmt would.
func unformattedBy(u unit) []string {
	var mistakes []string
	for _, f := range u.snippet.Files {
		edited := u.run.Program(f.Program).Files[f.Base]
		if line := unformatted(edited); edited != f.Source && line > 0 {
			mistakes = append(mistakes, fmt.Sprintf("%s: after the edit, %s is not as gofmt has it, in line %d", u.edit.Place(), f.Name, line))
		}
	}
	return mistakes
}
