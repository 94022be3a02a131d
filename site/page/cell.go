package page

import (
	"fmt"
	"regexp"
	"strings"

	"bothends/runner"
)

// cell writes that a cell of a session waits, or how it ended: in words, as all else in
// a row. Of a kind of end that it does not know it gives the name.
func (r rower) cell(e runner.Event) (class, line string) {
	if e.Kind == runner.Waits {
		return "waits", visible(r.say("waits-in", e.Text))
	}
	switch e.Outcome {
	case runner.CellDone:
		if e.Text == "" {
			return "done", visible(r.say("cell-done"))
		}
		return "value", tag(r.say("cell-value")) + r.lines(e.Text)
	case runner.CellProblem, runner.CellRefused:
		return "problem", tag(r.say("cell-"+e.Outcome)) + r.places(e)
	case runner.CellInterrupted:
		return "interrupted", strings.TrimSpace(tag(r.say("cell-interrupted")) + r.known(e.Text))
	case runner.CellPanicked:
		all := strings.Split(e.Text, "\n")
		for i := range all {
			all[i] = r.inCell(e, all[i])
		}
		return "panicked", tag(r.say("cell-panic")) + r.lines(strings.Join(all, "\n"))
	case runner.CellEnded:
		return "ended", strings.TrimSpace(tag(r.say("cell-ended")) + r.known(e.Text))
	}
	return "ended", tag(e.Outcome) + r.lines(e.Text)
}

// known says in the page's language what the runner always says in the same words.
func (r rower) known(text string) string {
	if key := map[string]string{runner.TextEnded: "text-ended", runner.TextGone: "text-gone", runner.TextGoesOn: "text-goes-on"}[text]; key != "" {
		return visible(r.say(key))
	}
	return r.lines(text)
}

// lines writes a text of several lines.
func (r rower) lines(text string) string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = r.output(all[i])
	}
	return strings.Join(all, "\n")
}

// places is lines, of which each begins with a place, as a compiler's do.
func (r rower) places(e runner.Event) string {
	all := strings.Split(e.Text, "\n")
	for i, line := range all {
		if at := cellPlace.FindStringSubmatch(line); at != nil {
			if place := r.cellPlace(e, at[2], at[3]); place != "" {
				all[i] = visible(at[1]) + `<span class="place">` + visible(place) + ":</span>" + r.output(line[len(at[0]):])
				continue
			}
		}
		at, message := splitPlace(line)
		all[i] = at + r.output(message)
	}
	return strings.Join(all, "\n")
}

// A compiler's message in a cell begins with the first, a line of a trace is the second.
var (
	cellPlace = regexp.MustCompile(`^(\t?)([\w-]+):(\d+:\d+):`)
	cellFrame = regexp.MustCompile(`^\t([\w-]+):(\d+)$`)
)

// inCell is a line of a trace, with the place as cellPlace has it if it is one.
func (r rower) inCell(e runner.Event, line string) string {
	if at := cellFrame.FindStringSubmatch(line); at != nil {
		if place := r.cellPlace(e, at[1], at[2]); place != "" {
			return "\t" + place
		}
	}
	return line
}

// cellPlace is a place as a reader knows it, to whom the names of cells are not shown: a
// line, and of a cell that is not the event's own its number. It is nothing if there is no
// such cell.
func (r rower) cellPlace(e runner.Event, cell, at string) string {
	switch number := r.Prompts[e.Process+"/"+cell]; {
	case cell == e.Cell:
		return r.say("change-line", at)
	case number > 0:
		return fmt.Sprintf("[%d] %s", number, r.say("change-line", at))
	}
	return ""
}
