package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/runner/wire"
	"bothends/site/lesson"
)

// try runs a unit that has a recording on each engine, until something is wrong.
func (v *verifier) try(ctx context.Context, u unit) (attempt, error) {
	a := attempt{}
	for i, engine := range v.options.Engines {
		if i > 0 && (!a.ok() || a.compiled && engine == runner.EngineGo) {
			break // what the first engine found comes first; what it was, is not run again
		}
		if engine == runner.EngineGo && v.interpretedOnly(u) {
			continue
		}
		if err := v.run(ctx, &a, u, engine); err != nil {
			return a, err
		}
	}
	return a, nil
}

// run runs the unit on one engine and compares.
func (v *verifier) run(ctx context.Context, a *attempt, u unit, engine runner.Engine) error {
	var events []runner.Event
	var found []runner.Finding
	options := runner.Options{Engine: engine, Calls: u.run.Scenario.ExpectsCalls(), Findings: func(f runner.Finding) { found = append(found, f) }}
	trace := wire.Trace{Most: lesson.MaxCapture}
	if u.run.Scenario.Packets {
		options.Frame = trace.Add
	}
	result, err := v.options.Runner.Run(ctx, u.run, options, func(e runner.Event) { events = append(events, e) })
	var unavailable *runner.Unavailable
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &unavailable):
		return err
	}
	disk := v.onDisk(u.snippet)
	if result.Status == runner.StatusUnavailable {
		a.notRun = refusal(disk, events)
		return nil
	}
	a.compiled = compiled(events)
	var bad []string
	switch {
	case u.snippet.Session != nil:
		if bad = mistakesOfCells(u.snippet, events); len(bad) == 0 || err != nil {
			bad = mistakesOfRun(disk, events, result, err)
		}
	case u.edit == nil:
		a.mistakes = append(a.mistakes, disk.findings(found)...)
		bad = mistakesOfRun(disk, events, result, err)
	default:
		bad = mistakesOfBreak(u, disk.edited(u.snippet.Snippet, u.run), events, err)
	}
	if len(bad) > 0 {
		a.mistakes = append(a.mistakes, bad...)
		return nil
	}
	got := recording.New(u.run, events)
	for _, c := range u.claims {
		if err := c.Check(u.run, got); err != nil {
			a.mistakes = append(a.mistakes, err.Error())
		}
	}
	if broken := u.run.Scenario.Broken(events); u.edit == nil && len(broken) > 0 {
		a.mistakes = append(a.mistakes, broken...)
		return nil
	}
	if a.written != "" {
		return nil // what was recorded now agrees by definition; the next call compares
	}
	v.compare(a, u, got)
	if a.diff != "" && len(v.options.Engines) > 1 {
		a.engine = cmp.Or(string(engine), "auto")
	}
	if v.options.Update && (a.stale != "" || a.diff != "") {
		if err := v.update(a, u, got, &trace); err != nil {
			a.mistakes = append(a.mistakes, err.Error())
		}
	}
	return nil
}

// refusal says why nothing here can run a program as Go would.
func refusal(disk onDisk, events []runner.Event) string {
	for _, e := range events {
		if e.Kind == runner.Problem {
			return disk.text(e.Process, e.Text)
		}
	}
	return disk.dir + ": nothing here can run it"
}

// compiled holds if the Go toolchain has made all the programs of a run.
func compiled(events []runner.Event) bool {
	some := false
	for _, e := range events {
		if e.Kind == runner.Start && e.Engine != runner.EngineGo {
			return false
		}
		some = some || e.Kind == runner.Start
	}
	return some
}

// compare sets stale or diff, or both if there is a recording of other sources.
func (v *verifier) compare(a *attempt, u unit, got *recording.Recording) {
	if u.recorded == nil {
		a.stale = v.unreadable(u.file)
		return
	}
	if u.recorded.Sum != got.Sum {
		a.stale = u.file + ": made from other sources than these"
	}
	if !u.varies() || a.stale != "" {
		a.diff = recording.Diff(u.recorded, got)
	}
	if fault := u.captureFault(); fault != "" && a.stale == "" {
		a.stale = fault
	}
}

// unreadable says why the book has no recording from that file.
func (v *verifier) unreadable(file string) string {
	text, err := runner.ReadFile(v.fsys, file, maxRecording)
	if errors.Is(err, fs.ErrNotExist) {
		return file + ": there is no recording yet"
	}
	if err == nil {
		_, err = recording.Parse(file, text)
	}
	return fmt.Sprint(err)
}

// update writes the recording, and the capture of the same run. Where only the sum is
// old, the recorded events stay, with their capture: they agree with the new ones, and
// the new ones' times are no better. Those that name lines of the program do not stay.
func (v *verifier) update(a *attempt, u unit, fresh *recording.Recording, trace *wire.Trace) error {
	var files []written
	if u.recorded != nil && a.diff == "" && u.captureFault() == "" && !slices.ContainsFunc(u.recorded.Events, hasLine) {
		fresh.Events = u.recorded.Events
	} else if u.edit == nil && fresh.WireSum() != "" {
		capture, err := trace.Pcap(lesson.CaptureComment(u.run, fresh) + wire.Unsealed)
		if err != nil {
			return err
		}
		files = append(files, written{u.snippet.CaptureFile(), wire.Seal(capture)})
	}
	if u.edit != nil {
		if err := makeFolder(v.options.Dir, path.Dir(u.file)); err != nil {
			return err
		}
	}
	// The capture names its recording. Who is interrupted between the two has one that
	// is none of the old recording's, which verify says, and not two that go together.
	if err := writeFiles(v.options.Dir, append(files, written{u.file, fresh.Format()})...); err != nil {
		return err
	}
	a.written = u.file
	return nil
}

// hasLine holds for a call whose line in the program is recorded.
func hasLine(e runner.Event) bool { return e.Call != nil && e.Call.Line != "" }

// captureFault says why a snippet's capture is not that of its recording. Breaks have
// none: pages do not show their packets.
func (u unit) captureFault() string {
	if u.edit != nil {
		return ""
	}
	return u.snippet.CaptureFault()
}

// mistakesOfRun says why a run is none to be recorded.
func mistakesOfRun(disk onDisk, events []runner.Event, result runner.Result, err error) []string {
	place := disk.dir
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", place, err)}
	}
	var mistakes []string
	hint := ""
	process, _, _ := strings.Cut(result.Failed, ": ")
	for _, e := range events {
		switch {
		case e.Kind == runner.Problem:
			mistakes = append(mistakes, disk.text(e.Process, e.Text))
		case e.Kind == runner.Stderr && result.Failed != "":
			mistakes = append(mistakes, fmt.Sprintf("%s: %s wrote: %s", place, e.Process, disk.trace(e.Process, e.Text)))
		case e.Kind == runner.Limit && result.Status != 0:
			mistakes = append(mistakes, fmt.Sprintf("%s: %s", place, e.Text))
		case e.Kind == runner.Exit && e.Signal == "" && strings.HasPrefix(result.Failed, e.Process+": "):
			hint = fmt.Sprintf("; if it should, say so in %s: exit = %d", runner.ScenarioFile, e.Status)
		}
	}
	switch {
	case slices.ContainsFunc(events, func(e runner.Event) bool { return saysAll(e, result) }):
	case result.Failed != "":
		mistakes = append(mistakes, fmt.Sprintf("%s: %s%s", disk.exit(process), result.Failed, hint))
	case result.Status != 0 && len(mistakes) == 0:
		mistakes = append(mistakes, fmt.Sprintf("%s: the run ended with status %d", place, result.Status))
	}
	return mistakes
}

// saysAll holds for an event that has said all that Failed says: the limit at
// which a run was stopped, or what kept it from beginning. No status that the
// scenario could expect would mend either.
func saysAll(e runner.Event, result runner.Result) bool {
	return e.Kind == runner.Problem || e.Kind == runner.Limit && e.Text == result.Failed
}
