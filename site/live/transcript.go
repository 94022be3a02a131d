package live

import (
	"fmt"

	"bothends/runner"
)

// maxLines bounds the lines of output that a page shows of one run. A program
// that prints a newline in a loop makes more rows than a browser likes.
const maxLines = 4000

// A transcript lets events pass to show, but of the programs' lines only the
// first maxLines.
type transcript struct {
	show    func(runner.Event)
	lines   int
	omitted int
}

func (t *transcript) add(e runner.Event) {
	switch e.Kind {
	case runner.Stdout, runner.Stderr:
		if t.lines == maxLines {
			t.omitted++
			return
		}
		t.lines++
	case runner.Exit, runner.Limit:
		t.tell(e)
	}
	t.show(e)
}

// tell says, before something ends, how many lines were left out since the
// last time.
func (t *transcript) tell(at runner.Event) {
	if t.omitted == 0 {
		return
	}
	t.show(runner.Event{Time: at.Time, Kind: runner.Note,
		Text: fmt.Sprintf("%d more lines were printed; a page shows %d", t.omitted, maxLines)})
	t.omitted = 0
}
